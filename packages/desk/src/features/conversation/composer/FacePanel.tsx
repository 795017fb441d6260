import { type Face, faces } from '@duokefu/wechat/faces'
import { Smile } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaceGlyph } from '../../../ui/FaceGlyph.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Popover } from '../../../ui/Popover.tsx'
import styles from './FacePanel.module.css'
import { recentFaces, rememberFace } from './recent-faces.ts'

export interface FacePanelProps {
  onPick: (face: Face) => void
  /** Where the focus goes afterwards. */
  editor: RefObject<HTMLTextAreaElement | null>
}

/** WeChat's faces at their button: the ones used last first, arrows move, Shift keeps it open for another. */
export function FacePanel({ onPick, editor }: FacePanelProps) {
  const { t } = useTranslation('conversation')
  const [open, setOpen] = useState(false)
  const [recent, setRecent] = useState<readonly Face[]>([])

  function handleOpenChange(next: boolean) {
    if (next) setRecent(recentFaces())
    setOpen(next)
  }

  function handlePick(face: Face, stay: boolean) {
    rememberFace(face)
    onPick(face)
    if (!stay) setOpen(false)
  }

  return (
    <Popover
      label={t('composer.faces')}
      width={392}
      side="top"
      align="start"
      open={open}
      onOpenChange={handleOpenChange}
      finalFocus={editor}
      trigger={
        <IconButton label={t('composer.faces')} pressed={open}>
          <Smile size={20} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      }
    >
      {recent.length === 0 ? null : (
        <>
          <p className={styles.title}>{t('composer.facesRecent')}</p>
          <Grid faces={recent} onPick={handlePick} />
        </>
      )}
      <p className={styles.title}>{t('composer.facesAll')}</p>
      <Grid faces={faces} onPick={handlePick} />
    </Popover>
  )
}

function Grid({
  faces: shown,
  onPick,
}: {
  faces: readonly Face[]
  onPick: (face: Face, stay: boolean) => void
}) {
  function handleKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]
    if (step === undefined) return
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = buttons[index + step]
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons inside
    <div className={styles.grid} onKeyDown={handleKeyDown}>
      {shown.map((face) => (
        <button
          key={face.name}
          type="button"
          className={styles.face}
          title={face.name}
          aria-label={face.name}
          onClick={(event) => onPick(face, event.shiftKey)}
        >
          <FaceGlyph emoji={face.emoji} name={face.name} />
        </button>
      ))}
    </div>
  )
}

const columns = 10
