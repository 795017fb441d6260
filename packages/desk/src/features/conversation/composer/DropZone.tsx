import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './DropZone.module.css'

export interface DropZoneProps {
  /** null where nothing can be dropped. */
  onPictures: ((files: readonly File[]) => void) | null
  children: ReactNode
}

/** Takes files that are dropped anywhere on the conversation; what is no picture is answered with a sentence. */
export function DropZone({ onPictures, children }: DropZoneProps) {
  const { t } = useTranslation('conversation')
  const [over, setOver] = useState(false)
  /** Every child that the pointer crosses enters and leaves, too. */
  const depth = useRef(0)

  function handleEnter(event: DragEvent) {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    depth.current += 1
    setOver(onPictures !== null)
  }

  function handleLeave() {
    depth.current = Math.max(0, depth.current - 1)
    if (depth.current === 0) setOver(false)
  }

  function handleDrop(event: DragEvent) {
    depth.current = 0
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length === 0) return
    // Without this the browser would leave the desk and show the file.
    event.preventDefault()
    onPictures?.(files)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button 图片
    <div
      className={styles.zone}
      onDragEnter={handleEnter}
      onDragOver={(event) =>
        event.dataTransfer.types.includes('Files') ? event.preventDefault() : undefined
      }
      onDragLeave={handleLeave}
      onDrop={handleDrop}
    >
      {children}
      {over ? <div className={styles.over}>{t('composer.drop')}</div> : null}
    </div>
  )
}
