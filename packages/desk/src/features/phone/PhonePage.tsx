import { Check, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './PhonePage.module.css'

export interface PhonePageProps {
  title: string
  /** The card's contents. */
  children: ReactNode
  /** Below the card, at the foot of the screen. */
  buttons?: ReactNode
}

/** A page as WeChat's own look: a title, one white card, buttons at the foot. */
export function PhonePage({ title, children, buttons = null }: PhonePageProps) {
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>{title}</h1>
      <div className={styles.card}>{children}</div>
      {buttons === null ? null : <div className={styles.buttons}>{buttons}</div>}
    </main>
  )
}

/** Of two buttons the first one is `primary`. */
export function PhoneButton({
  kind,
  busy = false,
  onClick,
  children,
}: {
  kind: 'primary' | 'quiet'
  busy?: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <button type="button" className={styles[kind]} disabled={busy} onClick={onClick}>
      {children}
    </button>
  )
}

/** A list of `PhoneFact`. */
export function PhoneFacts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>
}

export function PhoneFact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

export interface PhoneEndProps {
  title: string
  good: boolean
  /** What happened, in a sentence. */
  text: string
  /** What to do next, or nothing. */
  hint?: string | null
  children?: ReactNode
}

/** Where a page ends: nothing can be pressed any more, except what `children` offer. */
export function PhoneEnd({ title, good, text, hint = null, children = null }: PhoneEndProps) {
  return (
    <PhonePage title={title}>
      <span className={good ? `${styles.mark} ${styles.good}` : styles.mark} aria-hidden="true">
        {good ? <Check size={36} strokeWidth={2.5} /> : <Info size={36} strokeWidth={1.75} />}
      </span>
      <p role="status">{text}</p>
      {hint === null ? null : <p className={styles.small}>{hint}</p>}
      {children}
    </PhonePage>
  )
}

/** While a page asks who holds the phone. */
export function PhoneWaiting({ text }: { text: string }) {
  return (
    <main className={styles.page}>
      <p className={styles.waiting} role="status">
        {text}
      </p>
    </main>
  )
}
