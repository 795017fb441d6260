import type { ConversationRow } from '@duokefu/contract'
import { type RefObject, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDraft, useDrafts } from '../../../realtime/drafts.ts'
import { useNow, usePending } from '../../../realtime/hooks.ts'
import { type Insertion, useComposerPort } from '../../../realtime/replies/composer-port.ts'
import { unfilledIn } from '../../../realtime/replies/variables.ts'
import { useShortcut } from '../../../ui/shortcuts.ts'
import { phone, useMedia } from '../../../ui/use-media.ts'
import { customerName } from '../words/customer-name.ts'
import { AttachmentTray } from './AttachmentTray.tsx'
import styles from './Composer.module.css'
import { ComposerTools } from './ComposerTools.tsx'
import { Editor, insertText } from './Editor.tsx'
import { faceInEditor } from './faces-in-text.ts'
import { QuotaMeter } from './QuotaMeter.tsx'
import { QuotaNotice } from './QuotaNotice.tsx'
import { quotaState, sendMode } from './quota-state.ts'
import { optionId, ReplyPicker } from './ReplyPicker.tsx'
import { SendButtons } from './SendButtons.tsx'
import { TextSize } from './TextSize.tsx'
import { UnfilledLine } from './UnfilledLine.tsx'
import type { Attachments } from './use-attachments.ts'
import { useInsertion } from './use-insertion.ts'
import { useReplyPicker } from './use-reply-picker.ts'
import { noteDraft, useSend } from './use-send.ts'
import { useTyping } from './use-typing.ts'
import { writtenAs } from './written.ts'

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
  const attached = note ? [] : attachments.list
  const [cursor, setCursor] = useState(0)
  const [, setSearch] = useSearchParams()
  const pickerId = useId()
  const { fill, insert, select } = useInsertion(row, attachments, field)
  const send = useSend(row, attachments, fill)

  const now = useNow(1_000)
  const underway = usePending(openid).filter(
    ({ state, mode }) => mode !== 'hold' && state !== 'refused',
  ).length
  const quota = quotaState(row.quota, underway, now)
  const few = quota.kind === 'left' && quota.left <= 2 && row.held === 0
  const merges = merge && few && !note

  const uploading = attached.some(({ content }) => content === null)
  const empty = text.trim() === '' && attached.length === 0
  const unfilled = note ? [] : unfilledIn(text)
  const texts = note ? [] : writtenAs(text, [])
  useTyping(openid, note ? '' : text)

  function handleSend(force = false) {
    if (note) void send.note(() => setWantsNote(false))
    else if (!empty && !uploading && unfilled.length === 0) send.reply(quota, force)
    field.current?.focus()
  }

  const { picker, handleKey, choose } = useReplyPicker({
    text,
    cursor,
    on: !note,
    onPick({ id: replyId, text: said, pictures, card }, slash, thenSend) {
      insert({ text: said, pictures, card, replyId }, slash.start)
      // Read anew: what was inserted is not on the screen yet.
      if (thenSend && unfilledIn(drafts.get(openid)).length === 0) send.reply(quota, false)
    },
  })

  useComposerPort(openid, (insertion: Insertion) => {
    setWantsNote(false)
    insert(insertion, null)
  })

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
      onFiles={(files) => attachments.add(files)}
      onReplies={() =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before)
            next.set('panel', 'replies')
            return next
          },
          { replace: true },
        )
      }
      onCard={(card) => attachments.put(card)}
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
      onCursor={setCursor}
      onKey={handleKey}
      suggestions={
        picker === null || picker.found.length === 0
          ? null
          : { list: pickerId, option: optionId(pickerId, picker.active) }
      }
      onPictures={note ? null : (files) => attachments.add(files)}
    />
  )
  const tray = (
    <AttachmentTray
      attachments={attached}
      total={attached.length + texts.length}
      onRemove={attachments.remove}
      onRetry={attachments.retry}
    />
  )
  const notice = note ? null : <QuotaNotice state={quota} onNote={handleNote} />
  const size = (
    <TextSize text={text} parts={Math.max(1, texts.length)} held={sendMode(quota, row.held) === 'hold'} />
  )
  const buttons = (
    <SendButtons
      narrow={narrow}
      note={note}
      quota={quota}
      held={row.held}
      merge={merges}
      disabled={empty || uploading || send.busy || unfilled.length > 0}
      onSend={handleSend}
    />
  )

  return (
    <section
      className={note ? styles.note : styles.composer}
      aria-label={note ? t('composer.noteLabel') : t('composer.label', { name })}
      data-region="composer"
    >
      {picker === null ? null : (
        <ReplyPicker id={pickerId} state={picker} onChoose={(reply) => choose(reply, false)} />
      )}
      {row.subscribed ? null : <p className={styles.unfollowed}>{t('composer.unfollowed')}</p>}
      {narrow ? (
        <>
          <div className={styles.narrowTop}>
            {meter}
            {size}
          </div>
          {notice}
          {tray}
          <UnfilledLine unfilled={unfilled} onFill={select} />
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
          {notice}
          {tray}
          <UnfilledLine unfilled={unfilled} onFill={select} />
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
