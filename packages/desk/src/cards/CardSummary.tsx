import type { ReplyCard } from '@duokefu/contract'
import { useDeskStore } from '../realtime/hooks.ts'
import styles from './CardSummary.module.css'

/** A card in two lines; with the picture that it has. */
export function CardSummary({ card, title }: { card: ReplyCard; title: string }) {
  const { api } = useDeskStore()
  const name = title === '' ? nameOf(card) : title
  return (
    <>
      {card.type === 'miniprogram' ? (
        <img className={styles.picture} src={api.mediaUrl(card.coverKey, 'small')} alt="" />
      ) : null}
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.line}>{lineOf(card)}</span>
      </span>
    </>
  )
}

function nameOf(card: ReplyCard): string {
  return card.type === 'menu' ? card.head || (card.items[0] ?? '') : card.title
}

function lineOf(card: ReplyCard): string {
  switch (card.type) {
    case 'link':
      return card.url
    case 'menu':
      return card.items.join(' / ')
    case 'miniprogram':
      return card.pagePath
  }
}
