import { useState } from 'react'
import { FaceGlyph } from '../../../ui/FaceGlyph.tsx'
import { needsFold } from './fold.ts'
import styles from './MessageText.module.css'
import { richText } from './rich-text.ts'
import { useThreadContext } from './thread-context.ts'

export interface MessageTextProps {
  text: string
  /** The text is the account's own and may hold WeChat's `<a>`. */
  markup: boolean
}

/** Text as it was written, with links and faces; a long one is folded. */
export function MessageText({ text, markup }: MessageTextProps) {
  const { t, columns } = useThreadContext()
  const [unfolded, setUnfolded] = useState(false)
  const folds = needsFold(text, columns)
  return (
    <>
      <div className={folds && !unfolded ? styles.folded : styles.text}>
        <RichText text={text} markup={markup} />
      </div>
      {folds ? (
        <button
          type="button"
          className={styles.fold}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? t('message.fold') : t('message.unfold')}
        </button>
      ) : null}
    </>
  )
}

export function RichText({ text, markup = false }: { text: string; markup?: boolean }) {
  const { t } = useThreadContext()
  return richText(text, markup).map((part, index) => {
    // A text's parts never change places: the index is their identity.
    const key = `${index}`
    switch (part.kind) {
      case 'text':
        return <span key={key}>{part.text}</span>
      case 'link':
        return (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        )
      case 'face':
        return (
          <span
            key={key}
            role="img"
            className={styles.face}
            title={part.name}
            aria-label={t('message.face', { name: part.name })}
          >
            <FaceGlyph emoji={part.emoji} name={part.name} />
          </span>
        )
      default:
        return null
    }
  })
}
