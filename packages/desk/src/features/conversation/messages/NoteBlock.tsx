import type { Message } from '@duokefu/contract'
import { Lock } from 'lucide-react'
import { namesOf } from '../words/names.ts'
import { MessageText } from './MessageText.tsx'
import styles from './NoteBlock.module.css'
import { useThreadContext } from './thread-context.ts'

/** 内部备注: full width, yellow, with a lock; never a bubble, so that nobody mistakes it for a reply. */
export function NoteBlock({ message }: { message: Message }) {
  const { t, agents } = useThreadContext()
  if (message.content.type !== 'note') return null
  const name = namesOf(agents, t('sender.unknown'))(message.agentId)
  return (
    <div className={styles.note}>
      <p className={styles.label}>
        <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
        {t('note.label', { name })}
      </p>
      <MessageText text={message.content.text} markup={false} />
    </div>
  )
}
