import { useRef, useState } from 'react'
import type { Content } from '../api.ts'
import bundledVoice from '../assets/voice.wav'
import { useWords } from '../words.ts'

type VoiceProps = { voice: Extract<Content, { type: 'voice' }> }

/** A recording: as wide as it is long, and played on a tap where the browser can. */
export function Voice({ voice }: VoiceProps) {
  const { say } = useWords()
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [silent, setSilent] = useState(false)
  const source = voice.bundled ? bundledVoice : voice.format === 'amr' ? null : voice.url

  function handlePlay() {
    if (source === null) setSilent(true)
    else void audio.current?.play().catch(() => setSilent(true))
  }

  return (
    <div className="voice-line">
      <button
        type="button"
        className="bubble voice"
        data-playing={playing || undefined}
        style={{ inlineSize: 70 + Math.min(60, voice.seconds ?? 4) * 2.5 }}
        onClick={handlePlay}
      >
        <svg className="voice-waves" viewBox="0 0 18 18" width="20" height="20" aria-hidden="true">
          <circle cx="4.500" cy="9" r="1.500" fill="currentColor" />
          <path d="M7.500 6.200a4 4 0 0 1 0 5.600" />
          <path d="M10.300 3.800a7.400 7.400 0 0 1 0 10.400" />
        </svg>
        <span>{voice.seconds === null ? say('voice') : `${voice.seconds}″`}</span>
      </button>
      {silent ? <small className="voice-note">{say('unplayable')}</small> : null}
      {source === null ? null : (
        // biome-ignore lint/a11y/useMediaCaption: a recording in a chat has no captions
        <audio
          ref={audio}
          src={source}
          preload="none"
          onPlay={() => setPlaying(true)}
          onEnded={() => setPlaying(false)}
        />
      )}
    </div>
  )
}
