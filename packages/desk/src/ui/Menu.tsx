import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import styles from './Menu.module.css'

export interface MenuProps {
  /** What opens it: a button. */
  trigger: ReactElement
  side?: 'top' | 'bottom' | 'right'
  align?: 'start' | 'end'
  onOpenChange?: (open: boolean) => void
  children: ReactNode
}

/** A list of acts or choices at its button. */
export function Menu({ trigger, side = 'bottom', align = 'end', onOpenChange, children }: MenuProps) {
  return (
    <Base.Root {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={styles.positioner}
        >
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export interface MenuItemProps {
  onSelect: () => void
  danger?: boolean
  disabled?: boolean
  shortcut?: string
  icon?: ReactNode
  children: ReactNode
}

export function MenuItem({
  onSelect,
  danger = false,
  disabled = false,
  shortcut,
  icon,
  children,
}: MenuItemProps) {
  return (
    <Base.Item className={danger ? styles.danger : styles.item} disabled={disabled} onClick={onSelect}>
      <span className={styles.mark}>{icon}</span>
      <span className={styles.word}>{children}</span>
      {shortcut === undefined ? null : <kbd className={styles.key}>{shortcut}</kbd>}
    </Base.Item>
  )
}

export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />
}

export interface MenuChoiceProps<T extends string> {
  label: string
  value: T
  options: readonly { readonly value: T; readonly text: ReactNode }[]
  onChange: (value: T) => void
}

/** One of several, with its name above. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={styles.item} closeOnClick>
            <span className={styles.mark}>
              <Base.RadioItemIndicator>
                <Check size={16} strokeWidth={2} aria-hidden="true" />
              </Base.RadioItemIndicator>
            </span>
            <span className={styles.word}>{option.text}</span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}
