import { CirclePlus, Keyboard, Menu, Mic, Smile } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { api, type Face, type MenuButton, type MenuEntry, type MenuPlace } from '../api.ts'
import { useWords } from '../words.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { FacePanel } from './FacePanel.tsx'
import { PlusPanel } from './PlusPanel.tsx'

type ComposerProps = {
  personId: string
  faces: Face[]
  /** Null: the account has none, and the bar has no switch to it. */
  menu: MenuButton[] | null
  onMenu: (entry: MenuEntry, place: MenuPlace) => void
  onScan: () => void
}
type Mode = 'text' | 'voice' | 'menu'

const ICON = { size: 28, strokeWidth: 1.25, 'aria-hidden': true } as const

/** The bar at the bottom: menu, voice, text, faces, and what else one can send. */
export function Composer({ personId, faces, menu, onMenu, onScan }: ComposerProps) {
  const { say } = useWords()
  const [mode, setMode] = useState<Mode>('text')
  const [open, setOpen] = useState<'faces' | 'plus' | null>(null)
  const [text, setText] = useState('')
  const input = useRef<HTMLTextAreaElement>(null)

  function handleSend() {
    if (text.trim() === '') return
    setText('')
    void api.say(personId, { type: 'text', text })
    input.current?.focus()
  }
  function handleKey(event: KeyboardEvent) {
    // An input method takes Enter for itself; Safari says so by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    handleSend()
  }
  function toggle(panel: 'faces' | 'plus') {
    setMode('text')
    setOpen(open === panel ? null : panel)
  }
  /** Menu and voice take the place of text, and of the panel below it. */
  function switchTo(other: 'voice' | 'menu') {
    setMode(mode === other ? 'text' : other)
    setOpen(null)
  }

  const writing = text.trim() !== ''
  const shownMenu = mode === 'menu' ? menu : null
  return (
    <div className="composer">
      <div className="composer-bar">
        {menu === null ? null : (
          <button
            type="button"
            className="composer-menu"
            aria-label={say(mode === 'menu' ? 'keyboard' : 'menu')}
            onClick={() => switchTo('menu')}
          >
            {mode === 'menu' ? <Keyboard {...ICON} size={24} /> : <Menu {...ICON} size={22} />}
          </button>
        )}
        {shownMenu !== null ? (
          <AccountMenu menu={shownMenu} onTap={onMenu} />
        ) : (
          <>
            <button
              type="button"
              className="composer-icon"
              aria-label={say(mode === 'voice' ? 'keyboard' : 'voice')}
              onClick={() => switchTo('voice')}
            >
              {mode === 'voice' ? <Keyboard {...ICON} /> : <Mic {...ICON} />}
            </button>
            {mode === 'voice' ? (
              <button
                type="button"
                className="hold-to-talk"
                onClick={() => void api.say(personId, { type: 'voice' })}
              >
                {say('holdToTalk')}
              </button>
            ) : (
              <textarea
                ref={input}
                className="composer-input"
                rows={Math.min(4, text.split('\n').length)}
                value={text}
                aria-label={say('input')}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={handleKey}
                onFocus={() => setOpen(null)}
              />
            )}
            <button
              type="button"
              className="composer-icon"
              aria-label={say('faces')}
              aria-expanded={open === 'faces'}
              onClick={() => toggle('faces')}
            >
              <Smile {...ICON} />
            </button>
            {writing ? (
              <button type="button" className="composer-send" onClick={handleSend}>
                {say('send')}
              </button>
            ) : (
              <button
                type="button"
                className="composer-icon"
                aria-label={say('plus')}
                aria-expanded={open === 'plus'}
                onClick={() => toggle('plus')}
              >
                <CirclePlus {...ICON} />
              </button>
            )}
          </>
        )}
      </div>
      {open === 'faces' ? (
        <FacePanel faces={faces} onPick={(face) => setText((before) => before + face.code)} />
      ) : null}
      {open === 'plus' ? <PlusPanel personId={personId} onScan={onScan} /> : null}
    </div>
  )
}
