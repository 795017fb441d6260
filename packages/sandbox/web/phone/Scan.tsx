import { Image, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import { readQr } from './read-qr.ts'

type ScanProps = {
  onFound: (url: string) => void
  onSample: () => void
  onClose: () => void
}

/** 扫一扫 without a camera: a link or a screenshot, pasted or chosen. */
export function Scan({ onFound, onSample, onClose }: ScanProps) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')
  const chooser = useRef<HTMLInputElement>(null)

  function handleText(found: string) {
    const url = found.trim()
    if (/^https?:\/\//.test(url) && URL.canParse(url)) onFound(url)
    else if (url !== '') setProblem(say('scanNotWeb', { text: url }))
  }
  async function handlePicture(file: File) {
    setProblem(say('reading'))
    const found = await readQr(file)
    if (found === null) setProblem(say('scanNothing'))
    else handleText(found)
  }

  // A screenshot in the clipboard can be pasted anywhere on the page; text only into its field.
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (file === undefined) return
      event.preventDefault()
      void handlePicture(file)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  })

  return (
    <div className="scan">
      <header className="chat-header">
        <button type="button" className="chat-back" aria-label={say('close')} onClick={onClose}>
          <X size={24} strokeWidth={1.75} aria-hidden />
        </button>
        <h1 className="chat-title">{say('scan')}</h1>
        <span className="chat-more" />
      </header>
      <div className="scan-frame" aria-hidden />
      <p>{say('scanHint')}</p>
      <form
        className="scan-form"
        onSubmit={(event) => {
          event.preventDefault()
          handleText(text)
        }}
      >
        <input
          aria-label={say('scanLink')}
          placeholder="https://"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit">{say('scanGo')}</button>
      </form>
      <p role="status" className="scan-problem">
        {problem}
      </p>
      <div className="scan-more">
        <button type="button" onClick={() => chooser.current?.click()}>
          <Image size={22} aria-hidden />
          {say('scanChoose')}
        </button>
        <button type="button" onClick={onSample}>
          {say('scanSample')}
        </button>
      </div>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) void handlePicture(file)
          event.target.value = ''
        }}
      />
    </div>
  )
}
