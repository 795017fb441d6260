import type { Face } from '@duokefu/wechat/faces'
import { ImagePlus, NotebookPen, Plus } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../../ui/Menu.tsx'
import styles from './ComposerTools.module.css'
import { FacePanel } from './FacePanel.tsx'

export interface ComposerToolsProps {
  narrow: boolean
  note: boolean
  /** Nothing but notes can be written (the customer has unfollowed). */
  noteOnly: boolean
  editor: RefObject<HTMLTextAreaElement | null>
  onFace: (face: Face) => void
  onPictures: (files: readonly File[]) => void
  onNote: () => void
}

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const

/** 表情, 图片, 内部备注; on a phone the last two are behind 「＋」. */
export function ComposerTools(props: ComposerToolsProps) {
  const { narrow, note, noteOnly, editor, onFace, onPictures, onNote } = props
  const { t } = useTranslation('conversation')
  const files = useRef<HTMLInputElement>(null)

  return (
    <div className={styles.tools} role="toolbar" aria-label={t('composer.tools')}>
      <FacePanel editor={editor} onPick={onFace} />
      {narrow ? (
        <Menu
          side="top"
          align="start"
          trigger={
            <IconButton label={t('composer.moreTools')}>
              <Plus {...icon} />
            </IconButton>
          }
        >
          {note ? null : (
            <MenuItem icon={<ImagePlus {...icon} />} onSelect={() => files.current?.click()}>
              {t('composer.picture')}
            </MenuItem>
          )}
          {noteOnly ? null : (
            <MenuItem icon={<NotebookPen {...icon} />} onSelect={onNote}>
              {note ? t('composer.exitNote') : t('composer.note')}
            </MenuItem>
          )}
        </Menu>
      ) : (
        <>
          {note ? null : (
            <IconButton label={t('composer.picture')} onClick={() => files.current?.click()}>
              <ImagePlus {...icon} />
            </IconButton>
          )}
          {noteOnly ? null : (
            <button
              type="button"
              className={styles.note}
              aria-pressed={note}
              aria-keyshortcuts="Alt+M"
              title="Alt+M"
              onClick={onNote}
            >
              <NotebookPen {...icon} />
              {note ? t('composer.exitNote') : t('composer.note')}
            </button>
          )}
        </>
      )}
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept="image/jpeg,image/png,image/gif,image/webp,image/bmp"
        aria-label={t('composer.picture')}
        onChange={(event) => {
          onPictures([...(event.target.files ?? [])])
          // The same file may be chosen again.
          event.target.value = ''
          editor.current?.focus()
        }}
      />
    </div>
  )
}
