import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { phone, useMedia } from '../../ui/use-media.ts'
import { useDrawerFocus } from '../parts/use-drawer-focus.ts'
import styles from './TeamDrawer.module.css'

/** A drawer at the right; the whole screen on a phone. */
export function TeamDrawer({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const small = useMedia(phone)
  const { content, handleOpened } = useDrawerFocus<HTMLDivElement>()
  return (
    <Drawer open title={title} size={small ? '100%' : 480} onClose={onClose} afterOpenChange={handleOpened}>
      <div ref={content} className={styles.content}>
        {children}
      </div>
    </Drawer>
  )
}
