import type { ReactNode } from 'react'
import styles from './PanelPart.module.css'

export interface PanelPartProps {
  /** Stays in sight while the rest scrolls. */
  head: ReactNode
  foot?: ReactNode
  children: ReactNode
}

/** A part of the side panel: what chooses above, what it chooses from below. */
export function PanelPart({ head, foot = null, children }: PanelPartProps) {
  return (
    <div className={styles.panel}>
      <div className={styles.head}>{head}</div>
      <div className={styles.body}>{children}</div>
      {foot === null ? null : <div className={styles.foot}>{foot}</div>}
    </div>
  )
}
