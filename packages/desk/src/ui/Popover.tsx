import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import styles from './Popover.module.css'

export interface PopoverProps {
  /** What opens it: a button. */
  trigger: ReactElement
  /** Its name for screen readers; shown when `title` is set. */
  label: string
  title?: string
  /** Pixels. */
  width?: number
  side?: 'top' | 'bottom'
  align?: 'start' | 'center' | 'end'
  /** Both or none: without them it opens and closes by itself. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where the focus goes when it closes; the trigger by default. */
  finalFocus?: React.RefObject<HTMLElement | null>
  children: ReactNode
}

/** Something that floats at its button until it is closed; focus goes back to the button. */
export function Popover({
  trigger,
  label,
  title,
  width = 320,
  side = 'bottom',
  align = 'end',
  open,
  onOpenChange,
  finalFocus,
  children,
}: PopoverProps) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={styles.positioner}
        >
          <Base.Popup
            className={styles.popup}
            style={{ width }}
            aria-label={label}
            {...(finalFocus === undefined ? {} : { finalFocus })}
          >
            {title === undefined ? null : <Base.Title className={styles.title}>{title}</Base.Title>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
