import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { phone, useMedia } from '../../ui/use-media.ts'
import { useCarefulClose } from '../parts/use-careful-close.ts'
import { useDrawerFocus } from '../parts/use-drawer-focus.ts'
import styles from './TeamDrawer.module.css'

/** A drawer at the right; the whole screen on a phone. */
export function TeamDrawer({
  title,
  unsaved = false,
  onClose,
  children,
}: {
  title: string
  /** Something was typed that closing loses. */
  unsaved?: boolean
  onClose: () => void
  children: ReactNode
}) {
  const small = useMedia(phone)
  const { content, handleOpened } = useDrawerFocus<HTMLDivElement>()
  const close = useCarefulClose(unsaved, onClose)
  return (
    <Drawer
      open
      title={title}
      size={small ? '100%' : 480}
      onClose={() => void close()}
      afterOpenChange={handleOpened}
    >
      <div ref={content} className={styles.content}>
        {children}
      </div>
    </Drawer>
  )
}
