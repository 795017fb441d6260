import { Download, Pause, Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { usePreference } from '../../../ui/preferences.ts'
import { useHeard } from './heard.ts'
import styles from './MessageVoice.module.css'
import { useThreadContext } from './thread-context.ts'
import { barWidth, voiceLength } from './voice-bar.ts'

export interface VoicePlayerProps {
  mediaKey: string
  /** null: told by the file once it is loaded. */
  seconds: number | null
  direction: 'in' | 'out'
  onBroken: () => void
}

const speeds = ['1', '1.5', '2'] as const

/** The one voice that plays in this window. */
let playingNow: HTMLAudioElement | null = null

/** A bar as long as the voice; the next unheard one of the customer follows by itself. */
export function VoicePlayer({ mediaKey, seconds, direction, onBroken }: VoicePlayerProps) {
  const { t, me, mediaUrl } = useThreadContext()
  const audio = useRef<HTMLAudioElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [state, setState] = useState<'still' | 'loading' | 'playing'>('still')
  const [measured, setMeasured] = useState<number | null>(null)
  const [position, setPosition] = useState(0)
  const [speed, setSpeed] = usePreference('voiceSpeed')
  const [heard, noteHeard] = useHeard(me, direction === 'in' ? mediaKey : null)
  const length = seconds ?? measured
  const active = state !== 'still' || position > 0

  useEffect(() => {
    if (audio.current !== null) audio.current.playbackRate = Number(speed)
  }, [speed])

  function handlePlay() {
    const element = audio.current
    if (element === null) return
    if (!element.paused) return element.pause()
    playingNow?.pause()
    playingNow = element
    setState('loading')
    noteHeard()
    element.playbackRate = Number(speed)
    element.play().catch((cause: unknown) => {
      setState('still')
      // Paused again before it began: nothing is broken.
      if (!(cause instanceof DOMException && cause.name === 'AbortError')) onBroken()
    })
  }

  function handleEnded() {
    setPosition(0)
    if (button.current !== null) nextUnheard(button.current)?.click()
  }

  const words = length === null ? '' : voiceLength(length)
  return (
    <div className={styles.player}>
      <button
        ref={button}
        type="button"
        className={styles.bar}
        style={{ width: barWidth(length) }}
        data-voice={heard ? 'heard' : 'unheard'}
        aria-label={`${t(state === 'still' ? 'message.play' : 'message.pause')} ${words} ${heard ? '' : t('message.unheard')}`.trim()}
        onClick={handlePlay}
      >
        <span
          className={styles.played}
          style={{ width: length === null ? 0 : `${Math.min(100, (position / length) * 100)}%` }}
          aria-hidden="true"
        />
        {state === 'still' ? <Play {...icon} /> : <Pause {...icon} />}
        <span className={styles.length} aria-hidden="true">
          {words}
        </span>
      </button>
      {heard ? null : <span className={styles.dot} aria-hidden="true" />}
      {active ? (
        <button
          type="button"
          className={styles.speed}
          aria-label={t('message.speedNow', { speed })}
          title={t('message.speed')}
          onClick={() => setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? '1')}
        >
          {speed}×
        </button>
      ) : null}
      <a
        className={styles.download}
        href={mediaUrl(mediaKey)}
        download
        aria-label={t('message.downloadVoice')}
        title={t('message.downloadVoice')}
      >
        <Download size={16} strokeWidth={1.75} aria-hidden="true" />
      </a>
      {/* biome-ignore lint/a11y/useMediaCaption: the recognition below is all there is */}
      <audio
        ref={audio}
        src={`${mediaUrl(mediaKey)}/play`}
        preload={seconds === null ? 'metadata' : 'none'}
        onLoadedMetadata={({ currentTarget: { duration } }) =>
          setMeasured(Number.isFinite(duration) ? duration : null)
        }
        onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
        onPlaying={() => setState('playing')}
        onPause={() => setState('still')}
        onEnded={handleEnded}
        onError={onBroken}
      />
    </div>
  )
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

/** The first unheard voice that stands further down in the same list, whoever's list that is. */
function nextUnheard(from: HTMLElement): HTMLButtonElement | null {
  const unheard =
    from.closest('[role=log]')?.querySelectorAll<HTMLButtonElement>('[data-voice=unheard]') ?? []
  return (
    [...unheard].find((each) => from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING) ?? null
  )
}
