import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './Tabs.module.css'

export interface TabsProps<T extends string> {
  label: string
  value: T
  tabs: readonly { readonly value: T; readonly text: ReactNode }[]
  onChange: (value: T) => void
  /** What the chosen tab shows. */
  children: ReactNode
  className?: string
  /** Stands at the end of the row of tabs. */
  end?: ReactNode
  /** As high as the header of the conversation beside it. */
  tall?: boolean
}

/** A list of tabs over one panel; ← → move, and moving chooses. */
export function Tabs<T extends string>({
  label,
  value,
  tabs,
  onChange,
  children,
  className,
  end = null,
  tall = false,
}: TabsProps<T>) {
  return (
    <Base.Root value={value} onValueChange={onChange} className={className ?? styles.root}>
      <div className={tall ? `${styles.head} ${styles.tall}` : styles.head}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
              {tab.text}
            </Base.Tab>
          ))}
        </Base.List>
        {end}
      </div>
      <Base.Panel value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
