import type { Content } from '@duokefu/contract'
import { BookmarkPlus } from 'lucide-react'
import { savedReply } from '../../../realtime/replies/saved-reply.ts'
import { withFaceNames } from '../composer/faces-in-text.ts'
import styles from './ThreadLine.module.css'
import { useThreadContext } from './thread-context.ts'

/** 存为快捷回复; where there is nothing to save, nothing. */
export function SaveButton({ content, direction }: { content: Content; direction: 'in' | 'out' }) {
  const { t, onSave } = useThreadContext()
  const reply = savedReply(content, direction, withFaceNames)
  if (reply === null) return null
  return (
    <button
      type="button"
      className={styles.copy}
      tabIndex={-1}
      aria-label={t('message.save')}
      title={t('message.save')}
      onClick={() => onSave(reply)}
    >
      <BookmarkPlus size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
