import { Ellipsis, X } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../words.ts'

type Action = { label: string; href?: string; onPick?: () => void }
type BrowserBarProps = { title: string; actions?: Action[]; onClose: () => void }

/** The bar of WeChat's own browser: close, title, and a menu when there is something in it. */
export function BrowserBar({ title, actions = [], onClose }: BrowserBarProps) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <header className="chat-header browser-bar">
      <button type="button" className="chat-back" aria-label={say('browserClose')} onClick={onClose}>
        <X size={24} strokeWidth={1.75} aria-hidden />
      </button>
      <h1 className="chat-title">{title}</h1>
      {actions.length === 0 ? (
        <span className="chat-more" />
      ) : (
        <button
          type="button"
          className="chat-more"
          aria-label={say('browserMore')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Ellipsis size={24} strokeWidth={1.75} aria-hidden />
        </button>
      )}
      {open ? (
        <div className="home-menu">
          {actions.map(({ label, href, onPick }) =>
            href === undefined ? (
              <button
                key={label}
                type="button"
                onClick={() => {
                  setOpen(false)
                  onPick?.()
                }}
              >
                {label}
              </button>
            ) : (
              <a key={label} href={href} target="_blank" rel="noreferrer" onClick={() => setOpen(false)}>
                {label}
              </a>
            ),
          )}
        </div>
      ) : null}
    </header>
  )
}
