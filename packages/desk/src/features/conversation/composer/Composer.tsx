import type { ConversationRow } from '@duokefu/contract'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft, useDrafts } from '../../../realtime/drafts.ts'
import { useNow, usePending } from '../../../realtime/hooks.ts'
import { useShortcut } from '../../../ui/shortcuts.ts'
import { phone, useMedia } from '../../../ui/use-media.ts'
import { customerName } from '../words/customer-name.ts'
import { AttachmentTray } from './AttachmentTray.tsx'
import styles from './Composer.module.css'
import { ComposerTools } from './ComposerTools.tsx'
import { Editor, insertText } from './Editor.tsx'
import { faceInEditor, withFaceCodes } from './faces-in-text.ts'
import { QuotaMeter } from './QuotaMeter.tsx'
import { quotaState, sendMode } from './quota-state.ts'
import { SendButtons } from './SendButtons.tsx'
import { bytesOf, splitText, textLimitBytes } from './split-text.ts'
import { TextSize } from './TextSize.tsx'
import type { Attachments } from './use-attachments.ts'
import { noteDraft, useSend } from './use-send.ts'

export interface ComposerProps {
  row: ConversationRow
  attachments: Attachments
  field: RefObject<HTMLTextAreaElement | null>
}

/** Where the agent writes: a reply, or (yellow) an internal note. Never refuses text that can be held. */
export function Composer({ row, attachments, field }: ComposerProps) {
  const { t } = useTranslation('conversation')
  const narrow = useMedia(phone)
  const drafts = useDrafts()
  const { openid } = row
  const name = customerName(row)
  const [wantsNote, setWantsNote] = useState(false)
  const [merge, setMerge] = useState(false)
  // WeChat takes nothing for somebody who has unfollowed; a note is ours.
  const note = wantsNote || !row.subscribed
  const draftKey = note ? noteDraft(openid) : openid
  const [text] = useDraft(draftKey)
  const pictures = note ? [] : attachments.list
  const send = useSend(row, attachments)

  const now = useNow(1_000)
  const underway = usePending(openid).filter(
    ({ state, mode }) => mode !== 'hold' && state !== 'refused',
  ).length
  const quota = quotaState(row.quota, underway, now)
  const few = quota.kind === 'left' && quota.left <= 2 && row.held === 0
  const merges = merge && few && !note

  const travels = note ? text : withFaceCodes(text)
  const parts = !note && bytesOf(travels) > textLimitBytes ? splitText(travels).length : 1
  const uploading = pictures.some((picture) => picture.mediaKey === null)
  const empty = text.trim() === '' && pictures.length === 0

  function handleSend(force = false) {
    if (note) void send.note(() => setWantsNote(false))
    else if (!empty && !uploading) send.reply(quota, force)
    field.current?.focus()
  }

  function handleNote() {
    setWantsNote(!wantsNote)
    field.current?.focus()
  }

  useShortcut({ code: 'KeyS', alt: true }, () => {
    handleSend()
    return true
  })
  useShortcut(
    { code: 'KeyM', alt: true },
    () => {
      handleNote()
      return true
    },
    row.subscribed,
  )

  const tools = (
    <ComposerTools
      narrow={narrow}
      note={note}
      noteOnly={!row.subscribed}
      editor={field}
      onFace={(face) => (field.current === null ? undefined : insertText(field.current, faceInEditor(face)))}
      onPictures={(files) => attachments.add(files)}
      onNote={handleNote}
    />
  )
  const meter = note ? null : (
    <span className={styles.quota}>
      {few ? (
        <button
          type="button"
          className={styles.merge}
          aria-pressed={merges}
          onClick={() => {
            setMerge(!merge)
            field.current?.focus()
          }}
        >
          {t('quota.merge')}
        </button>
      ) : null}
      <QuotaMeter state={quota} />
    </span>
  )
  const editor = (
    <Editor
      field={field}
      label={note ? t('composer.noteLabel') : t('composer.label', { name })}
      placeholder={
        note
          ? t('composer.notePlaceholder')
          : t(narrow ? 'composer.placeholderShort' : 'composer.placeholder', { name })
      }
      text={text}
      touch={narrow}
      merge={merges}
      onChange={(next) => drafts.set(draftKey, next)}
      onSend={() => handleSend()}
      onPictures={note ? null : (files) => attachments.add(files)}
    />
  )
  const size = <TextSize text={text} parts={parts} held={sendMode(quota, row.held) === 'hold'} />
  const buttons = (
    <SendButtons
      narrow={narrow}
      note={note}
      quota={quota}
      held={row.held}
      merge={merges}
      disabled={empty || uploading || send.busy}
      onSend={handleSend}
    />
  )

  return (
    <section
      className={note ? styles.note : styles.composer}
      aria-label={note ? t('composer.noteLabel') : t('composer.label', { name })}
      data-region="composer"
    >
      {row.subscribed ? null : <p className={styles.unfollowed}>{t('composer.unfollowed')}</p>}
      {narrow ? (
        <>
          <div className={styles.narrowTop}>
            {meter}
            {size}
          </div>
          <AttachmentTray attachments={pictures} onRemove={attachments.remove} onRetry={attachments.retry} />
          <div className={styles.narrowRow}>
            {tools}
            {editor}
            {buttons}
          </div>
        </>
      ) : (
        <>
          <div className={styles.tools}>
            {tools}
            {meter}
          </div>
          <AttachmentTray attachments={pictures} onRemove={attachments.remove} onRetry={attachments.retry} />
          {editor}
          <div className={styles.foot}>
            {size}
            {buttons}
          </div>
        </>
      )}
    </section>
  )
}
