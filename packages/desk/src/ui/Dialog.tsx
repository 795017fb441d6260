import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import styles from './Dialog.module.css'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What happens, in a sentence; read out with the title. */
  description?: string
  /** `sheet` comes from below on a phone and fills 85 % of it. */
  kind?: 'dialog' | 'sheet'
  /** Buttons at the end, the safest first. */
  actions?: ReactNode
  children?: ReactNode
}

/** For what can't be undone or hits other people. Focus stays inside and goes back afterwards. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  kind = 'dialog',
  actions,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={kind === 'sheet' ? styles.sheet : styles.popup}>
          <Base.Title className={styles.title}>{title}</Base.Title>
          {description === undefined ? null : (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          {children}
          {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
