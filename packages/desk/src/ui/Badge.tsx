import styles from './Badge.module.css'

export interface BadgeProps {
  count: number
  /** What is counted, for those who can't see it: 「2 条未读」. */
  label: string
}

/** A red count; nothing at zero, 99+ above 99. */
export function Badge({ count, label }: BadgeProps) {
  if (count <= 0) return null
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  )
}

export interface ChipProps {
  tone?: 'plain' | 'warn' | 'danger' | 'info' | 'accent'
  children: React.ReactNode
}

/** A small word with a tint: 「剩 2 小时」, a tag. */
export function Chip({ tone = 'plain', children }: ChipProps) {
  return <span className={`${styles.chip} ${styles[tone]}`}>{children}</span>
}
