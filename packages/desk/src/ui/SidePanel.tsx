import type { ReactNode } from 'react'
import styles from './SidePanel.module.css'

export interface SidePanelProps {
  /** Stays in sight while the rest scrolls. */
  head: ReactNode
  foot?: ReactNode
  children: ReactNode
}

/** A part of the column beside the conversation: what chooses above, what it chooses from below. */
export function SidePanel({ head, foot = null, children }: SidePanelProps) {
  return (
    <div className={styles.panel}>
      <div className={styles.head}>{head}</div>
      <div className={styles.body}>{children}</div>
      {foot === null ? null : <div className={styles.foot}>{foot}</div>}
    </div>
  )
}
