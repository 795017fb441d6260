import { Dialog as Base } from '@base-ui/react/dialog'
import styles from './Dialog.module.css'
import type { DialogProps } from './Dialog.tsx'
import { useBackCloses } from './use-back-closes.ts'

/** What `Dialog` shows, with the library that keeps the focus inside. */
export function DialogFrame({
  open,
  onOpenChange,
  title,
  description,
  kind = 'dialog',
  actions,
  children,
}: DialogProps) {
  useBackCloses(open, () => onOpenChange(false))
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
