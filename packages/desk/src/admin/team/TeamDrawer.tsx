import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { phone, useMedia } from '../../ui/use-media.ts'
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
  return (
    <Drawer open title={title} size={small ? '100%' : 480} onClose={onClose}>
      <div className={styles.content}>{children}</div>
    </Drawer>
  )
}
