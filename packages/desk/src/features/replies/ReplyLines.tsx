import type { QuickReply } from '@duokefu/contract'
import { Image, Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './ReplyLines.module.css'

/** Title and text of what can be sent, as lists show them; each may be empty. */
export function ReplyLines({ title, text }: { title: string; text: string }) {
  return (
    <>
      {title === '' ? null : <span className={styles.title}>{title}</span>}
      {text === '' ? null : <span className={styles.text}>{text}</span>}
    </>
  )
}

export interface ReplyMarksProps {
  reply: Pick<QuickReply, 'pictures' | 'card'>
  /** Says the title of the card as well. */
  named?: boolean
  /** Further marks. */
  children?: ReactNode
}

/** What goes with the text: pictures, a card. */
export function ReplyMarks({ reply: { pictures, card }, named = false, children = null }: ReplyMarksProps) {
  const { t } = useTranslation('replies')
  return (
    <span className={styles.marks}>
      {pictures.length === 0 ? null : (
        <span>
          <Image size={14} strokeWidth={1.75} aria-hidden="true" />{' '}
          {t('pictures', { count: pictures.length })}
        </span>
      )}
      {card === null ? null : (
        <span>
          <Link2 size={14} strokeWidth={1.75} aria-hidden="true" /> {t(`card.${card.type}`)}
          {named && card.type !== 'menu' ? `「${card.title}」` : ''}
        </span>
      )}
      {children}
    </span>
  )
}
