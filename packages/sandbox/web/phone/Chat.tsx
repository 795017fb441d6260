import { useEffect, useRef } from 'react'
import { api, type Entry, type Face, type Fan, type KfAccount } from '../api.ts'
import { Avatar } from '../people/Avatar.tsx'
import { dayAndClockOf } from '../time.ts'
import { NOTICE_WORD, useWords } from '../words.ts'
import { MessageBody } from './MessageBody.tsx'
import { SenderAvatar } from './SenderAvatar.tsx'

type ChatProps = {
  person: Fan
  accountName: string
  kf: KfAccount[]
  log: Entry[]
  faces: Face[]
  now: number
}

const GAP_MS = 5 * 60_000
/** Older entries are not drawn: a bench can leave thousands in one chat. */
const SHOWN = 300

/** The bubbles, with a time line wherever five minutes have passed. */
export function Chat({ person, accountName, kf, log, faces, now }: ChatProps) {
  const { say } = useWords()
  const list = useRef<HTMLDivElement>(null)
  const shown = log.slice(-SHOWN)

  // The end stays in view when something is said, when a picture arrives, and when a panel opens below.
  useEffect(() => {
    const chat = list.current
    const content = chat?.firstElementChild
    if (!chat || !content) return
    const observer = new ResizeObserver(() => {
      chat.scrollTop = chat.scrollHeight
    })
    observer.observe(chat)
    observer.observe(content)
    return () => observer.disconnect()
  }, [])

  return (
    <div ref={list} className="chat" role="log">
      <div>
        {shown.map((entry, index) => {
          const before = shown[index - 1]
          const newTime = before === undefined || entry.at - before.at > GAP_MS
          return (
            <div key={entry.seq} className="chat-item">
              {newTime ? <p className="chat-line">{dayAndClockOf(entry.at, now, say)}</p> : null}
              {entry.content.type === 'notice' ? (
                <p className="chat-line">
                  {say(NOTICE_WORD[entry.content.notice], { account: accountName })}
                </p>
              ) : (
                <div className={`message from-${entry.from}`}>
                  {entry.from === 'fan' ? (
                    <Avatar name={person.name} color={person.color} size={40} />
                  ) : (
                    <SenderAvatar kfAccount={entry.kfAccount} kf={kf} />
                  )}
                  <MessageBody
                    content={entry.content}
                    faces={faces}
                    onTap={(menuId, text) => void api.say(person.id, { type: 'text', text, menuId })}
                  />
                </div>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
