import type { Media } from '@duokefu/contract'
import { Download, Pause, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock } from '../words/time-words.ts'
import styles from './MessageVoice.module.css'
import { NotFetched } from './NotFetched.tsx'
import { useThreadContext } from './thread-context.ts'

export interface MessageVoiceProps {
  media: Media
  format: string
  recognition: string | null
}

const speeds = [1, 1.5, 2] as const

/** A bar that plays; a format that this browser doesn't know says so and can be downloaded. */
export function MessageVoice({ media, format, recognition }: MessageVoiceProps) {
  const { t } = useTranslation('conversation')
  const { mediaUrl } = useThreadContext()
  const [broken, setBroken] = useState(false)
  const url = media.key === null || media.state !== 'ready' ? null : mediaUrl(media.key)
  return (
    <div className={styles.voice}>
      {url === null ? (
        <span className={styles.line}>
          <NotFetched kind="voice" media={media} />
        </span>
      ) : broken || !isPlayable(media.mime) ? (
        <span className={styles.line}>
          {t('message.cannotPlay', { format: format.toUpperCase() })}
          <a className={styles.download} href={url} download>
            <Download size={16} strokeWidth={1.75} aria-hidden="true" />
            {t('message.download')}
          </a>
        </span>
      ) : (
        <Player url={url} onBroken={() => setBroken(true)} />
      )}
      {recognition ? (
        <p className={styles.recognition}>{t('message.recognition', { text: recognition })}</p>
      ) : null}
    </div>
  )
}

function Player({ url, onBroken }: { url: string; onBroken: () => void }) {
  const { t } = useTranslation('conversation')
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [seconds, setSeconds] = useState<number | null>(null)
  const [position, setPosition] = useState(0)
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1)

  function handlePlay() {
    const element = audio.current
    if (element === null) return
    if (!element.paused) return element.pause()
    element.playbackRate = speed
    element.play().catch(onBroken)
  }

  function handleSpeed() {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (audio.current !== null) audio.current.playbackRate = next
  }

  return (
    <div className={styles.player}>
      <button
        type="button"
        className={styles.play}
        aria-label={playing ? t('message.pause') : t('message.play')}
        onClick={handlePlay}
      >
        {playing ? <Pause size={20} strokeWidth={1.75} /> : <Play size={20} strokeWidth={1.75} />}
      </button>
      <span className={styles.track} aria-hidden="true">
        <span style={{ width: `${seconds ? Math.min(100, (position / seconds) * 100) : 0}%` }} />
      </span>
      <span className={styles.time}>{seconds === null ? '–' : clock(Math.ceil(seconds) * 1000)}</span>
      <button type="button" className={styles.speed} aria-label={t('message.speed')} onClick={handleSpeed}>
        {speed}×
      </button>
      {/* biome-ignore lint/a11y/useMediaCaption: the recognition below is all there is */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onLoadedMetadata={(event) => {
          const { duration } = event.currentTarget
          setSeconds(Number.isFinite(duration) ? duration : null)
        }}
        onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPosition(0)}
        onError={onBroken}
      />
    </div>
  )
}

function isPlayable(mime: string | null): boolean {
  return mime !== null && document.createElement('audio').canPlayType(mime) !== ''
}
