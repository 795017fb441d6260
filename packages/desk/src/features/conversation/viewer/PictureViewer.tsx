import { Dialog } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, Download, RotateCw, X, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../../ui/IconButton.tsx'
import styles from './PictureViewer.module.css'

export interface PictureViewerProps {
  /** Media keys of the conversation's pictures, in order. */
  keys: readonly string[]
  /** The one that is shown; null = closed. */
  shown: string | null
  mediaUrl: (key: string) => string
  onShow: (key: string | null) => void
}

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const
const steps = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6]

/** A picture over everything: ← → others, + − zoom, R rotate, download, Esc. */
export function PictureViewer({ keys, shown, mediaUrl, onShow }: PictureViewerProps) {
  return (
    <Dialog.Root open={shown !== null} onOpenChange={(open) => (open ? undefined : onShow(null))}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          {shown === null ? null : (
            <Stage key={shown} keys={keys} shown={shown} mediaUrl={mediaUrl} onShow={onShow} />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface StageProps extends PictureViewerProps {
  shown: string
}

function Stage({ keys, shown, mediaUrl, onShow }: StageProps) {
  const { t } = useTranslation('conversation')
  const [zoom, setZoom] = useState(1)
  const [turns, setTurns] = useState(0)
  const index = keys.indexOf(shown)
  const previous = keys[index - 1]
  const next = keys[index + 1]

  function handleZoom(by: 1 | -1) {
    const at = steps.findIndex((step) => step >= zoom)
    setZoom(steps[Math.min(steps.length - 1, Math.max(0, at + by))] ?? 1)
  }

  function handleKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowLeft' && previous !== undefined) onShow(previous)
    else if (event.key === 'ArrowRight' && next !== undefined) onShow(next)
    else if (event.key === '+' || event.key === '=') handleZoom(1)
    else if (event.key === '-') handleZoom(-1)
    else if (event.key === 'r' || event.key === 'R') setTurns(turns + 1)
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the dialog that it fills
    <div className={styles.stage} onKeyDown={handleKeyDown}>
      <Dialog.Title className={styles.title}>
        {t('viewer.title', { index: index + 1, count: keys.length })}
      </Dialog.Title>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: closing by a click beside the picture; Esc does the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className={styles.frame}
        onClick={(event) => (event.target === event.currentTarget ? onShow(null) : undefined)}
        onWheel={(event) => handleZoom(event.deltaY < 0 ? 1 : -1)}
      >
        <img
          className={styles.picture}
          src={mediaUrl(shown)}
          alt={t('message.picture')}
          style={{ scale: zoom, rotate: `${turns * 90}deg` }}
          draggable={false}
        />
      </div>
      <div className={styles.tools} role="toolbar" aria-label={t('message.picture')}>
        <IconButton
          label={t('viewer.previous')}
          shortcut="←"
          disabled={previous === undefined}
          onClick={() => onShow(previous ?? shown)}
        >
          <ChevronLeft {...icon} />
        </IconButton>
        <IconButton
          label={t('viewer.next')}
          shortcut="→"
          disabled={next === undefined}
          onClick={() => onShow(next ?? shown)}
        >
          <ChevronRight {...icon} />
        </IconButton>
        <IconButton label={t('viewer.zoomOut')} shortcut="−" onClick={() => handleZoom(-1)}>
          <ZoomOut {...icon} />
        </IconButton>
        <IconButton label={t('viewer.zoomIn')} shortcut="+" onClick={() => handleZoom(1)}>
          <ZoomIn {...icon} />
        </IconButton>
        <IconButton label={t('viewer.rotate')} shortcut="R" onClick={() => setTurns(turns + 1)}>
          <RotateCw {...icon} />
        </IconButton>
        <a
          className={styles.download}
          href={mediaUrl(shown)}
          download
          aria-label={t('viewer.download')}
          title={t('viewer.download')}
        >
          <Download {...icon} />
        </a>
        <IconButton label={t('viewer.close')} shortcut="Esc" onClick={() => onShow(null)}>
          <X {...icon} />
        </IconButton>
      </div>
    </div>
  )
}
