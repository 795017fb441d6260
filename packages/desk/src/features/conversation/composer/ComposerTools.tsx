import type { ReplyCard } from '@duokefu/contract'
import type { Face } from '@duokefu/wechat/faces'
import { ImagePlus, MessageSquareText, NotebookPen, Plus, SquareStack } from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../../ui/Menu.tsx'
import { CardButton, CardSheet } from './CardButton.tsx'
import styles from './ComposerTools.module.css'
import { FacePanel } from './FacePanel.tsx'

export interface ComposerToolsProps {
  narrow: boolean
  note: boolean
  /** Nothing but notes can be written (the customer has unfollowed). */
  noteOnly: boolean
  editor: RefObject<HTMLTextAreaElement | null>
  onFace: (face: Face) => void
  onFiles: (files: readonly File[]) => void
  onReplies: () => void
  onCard: (card: ReplyCard) => void
  onNote: () => void
}

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const

/** 表情, 图片, 快捷回复, 素材, 内部备注; on a phone all but the first are behind 「＋」. */
export function ComposerTools(props: ComposerToolsProps) {
  const { narrow, note, noteOnly, editor, onFace, onFiles, onReplies, onCard, onNote } = props
  const { t } = useTranslation('conversation')
  const files = useRef<HTMLInputElement>(null)
  const [cardsOpen, setCardsOpen] = useState(false)

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
            <>
              <MenuItem icon={<ImagePlus {...icon} />} onSelect={() => files.current?.click()}>
                {t('composer.files')}
              </MenuItem>
              <MenuItem icon={<MessageSquareText {...icon} />} onSelect={onReplies}>
                {t('composer.replies')}
              </MenuItem>
              <MenuItem icon={<SquareStack {...icon} />} onSelect={() => setCardsOpen(true)}>
                {t('composer.cards')}
              </MenuItem>
            </>
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
            <>
              <IconButton label={t('composer.files')} onClick={() => files.current?.click()}>
                <ImagePlus {...icon} />
              </IconButton>
              <IconButton label={t('composer.replies')} shortcut="/" onClick={onReplies}>
                <MessageSquareText {...icon} />
              </IconButton>
              <CardButton editor={editor} onPick={onCard} />
            </>
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
        accept="image/jpeg,image/png,image/gif,image/webp,image/bmp,audio/mpeg,audio/amr,.amr,video/mp4"
        aria-label={t('composer.files')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file may be chosen again.
          event.target.value = ''
          editor.current?.focus()
        }}
      />
      {narrow ? <CardSheet open={cardsOpen} onOpenChange={setCardsOpen} onPick={onCard} /> : null}
    </div>
  )
}
