import type { ConversationRow } from '@duokefu/contract'
import { useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgents, useDesk, useMe, useThread } from '../../realtime/hooks.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import styles from './Conversation.module.css'
import type { ConversationPaneProps } from './ConversationPane.tsx'
import { Composer } from './composer/Composer.tsx'
import { DropZone } from './composer/DropZone.tsx'
import { useAttachments } from './composer/use-attachments.ts'
import { useHasDraft } from './composer/use-has-draft.ts'
import { EditorNotice } from './EditorNotice.tsx'
import { ConversationHeader } from './header/ConversationHeader.tsx'
import { PreviewBar } from './PreviewBar.tsx'
import { Thread } from './Thread.tsx'
import { UnsentNotice } from './UnsentNotice.tsx'
import { useAnnouncements } from './use-announcements.ts'
import { useFocusRequest } from './use-focus-request.ts'
import { useRecall } from './use-recall.ts'
import { customerName } from './words/customer-name.ts'

export interface ConversationProps extends ConversationPaneProps {
  row: ConversationRow
}

const noMessages = [] as const

/** One customer on the screen: header, records, and the composer or what stands in its place. */
export function Conversation(props: ConversationProps) {
  const { row, focusRequest, onBack, onAccept, onReopen, onEnded, onRegained, panelOpen, onTogglePanel } =
    props
  const { onToNewest } = props
  const { t } = useTranslation('conversation')
  const me = useMe()
  const agents = useAgents()
  const { thread } = useThread(row.openid)
  const interfaceOn = useDesk((desk) => desk.account.interfaceOn)
  const { openid } = row
  const name = customerName(row)
  const attachments = useAttachments(openid)
  const mine = row.state === 'serving' && row.agentId === me.agentId
  const hasDraft = useHasDraft(openid)
  const editor = useRef<HTMLTextAreaElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const { why, dismiss, recall, insert } = useRecall(openid, attachments)
  const said = useAnnouncements(thread?.messages ?? noMessages, name)

  useFocusRequest(focusRequest, mine, editor, button)
  useShortcut({ code: 'Escape' }, () => {
    const field = editor.current
    // An open dialog or menu has the key first.
    if (
      field === null ||
      document.activeElement === field ||
      document.querySelector('[role=dialog],[role=menu]')
    ) {
      return false
    }
    field.focus()
    return true
  })

  const handleEdit = useCallback(
    (text: string) => {
      insert(text)
      editor.current?.focus()
    },
    [insert],
  )
  const handleRecall = useCallback((clientId: string) => recall([clientId]), [recall])

  function handleReopen() {
    dismiss()
    onReopen(openid)
  }

  return (
    <main className={styles.pane} aria-label={t('region', { name })}>
      <ConversationHeader
        row={row}
        hasDraft={hasDraft || attachments.list.length > 0}
        panelOpen={panelOpen}
        onTogglePanel={onTogglePanel}
        onBack={onBack}
        onEnded={onEnded}
        onRegained={onRegained}
        onShowRecords={props.onShowRecords}
        onLeave={props.onLeave}
      />
      <DropZone onPictures={mine && row.subscribed ? (files) => attachments.add(files) : null}>
        <Thread
          row={row}
          serving={mine}
          onToNewest={onToNewest}
          onEdit={handleEdit}
          onRecall={handleRecall}
        />
        {mine ? <UnsentNotice openid={openid} onRecall={recall} /> : null}
        {why === null ? null : (
          <EditorNotice
            error={why}
            by={why.by === null ? null : (agents.get(why.by)?.name ?? null)}
            onReopen={
              why.code === 'session_ended' && row.state === 'none' && row.subscribed && interfaceOn
                ? handleReopen
                : null
            }
            onDismiss={dismiss}
          />
        )}
        {mine ? (
          <Composer row={row} attachments={attachments} field={editor} />
        ) : (
          <PreviewBar row={row} button={button} onAccept={onAccept} onReopen={handleReopen} />
        )}
      </DropZone>
      <p className="visually-hidden" aria-live="polite">
        {said.polite}
      </p>
      <p className="visually-hidden" role="alert">
        {said.alert}
      </p>
    </main>
  )
}
