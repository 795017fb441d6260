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
}

/** A list of tabs over one panel; ← → move, and moving chooses. */
export function Tabs<T extends string>({ label, value, tabs, onChange, children, className }: TabsProps<T>) {
  return (
    <Base.Root value={value} onValueChange={onChange} className={className ?? styles.root}>
      <Base.List className={styles.list} aria-label={label} activateOnFocus>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.text}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
