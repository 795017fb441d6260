import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import styles from './PanelDrawer.module.css'

export interface PanelDrawerProps {
  label: string
  onClose: () => void
  children: ReactNode
}

/** The side panel where there is no room beside the conversation: from the right, on a phone from below. */
export function PanelDrawer({ label, onClose, children }: PanelDrawerProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup ref={popup} initialFocus={popup} className={styles.drawer} aria-label={label}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
