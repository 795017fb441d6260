import type { ConversationRow } from '@duokefu/contract'
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useAgents, useDeskStore, useMe, usePending, useThread } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/toast.ts'
import { MessageList } from './messages/MessageList.tsx'
import { ThreadSkeleton } from './messages/ThreadSkeleton.tsx'
import { ThreadContext, type ThreadContextValue } from './messages/thread-context.ts'
import { firstUnread } from './messages/thread-items.ts'
import { isUnread } from './messages/unread.ts'
import styles from './Thread.module.css'
import { useMergeHeld } from './use-merge-held.ts'
import { useSaveReply } from './use-save-reply.ts'
import { customerName } from './words/customer-name.ts'

// Fetched with the first picture that is opened.
const PictureViewer = lazy(async () => ({
  default: (await import('./viewer/PictureViewer.tsx')).PictureViewer,
}))

export interface ThreadProps {
  row: ConversationRow
  /** This agent serves the customer. */
  serving: boolean
  /** Back from a place in the past to the newest records. */
  onToNewest: () => void
  onEdit: (text: string) => void
  onRecall: (clientId: string) => void
}

/** Padding and avatar beside a bubble, and its own padding, in px. */
const besideText = 20 + 40 + 24
const characterPx = 15

/** The records of one customer with all that can be done to them. */
export const Thread = memo(function Thread({ row, serving, onToNewest, onEdit, onRecall }: ThreadProps) {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const me = useMe()
  const agents = useAgents()
  const errorText = useErrorText()
  const pending = usePending(row.openid)
  const { thread, load } = useThread(row.openid)
  const hasNewer = thread !== undefined && thread.after !== null
  const [picture, setPicture] = useState<string | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const columns = useColumns(place)
  const newFromSeq = useNewFrom(row, hasNewer ? undefined : thread?.messages, load.newest)
  const { openid, session } = row
  const unread = isUnread(row, thread?.messages ?? [])

  const fail = useCallback(
    (thrown: unknown) => toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' }),
    [errorText],
  )

  const told = useRef(0)
  const handleSeen = useCallback(
    (seq: number) => {
      if (!serving || !unread || told.current >= seq) return
      told.current = seq
      store.send(openid, { type: 'read', seq }).catch(() => {
        // Nothing is lost: the next look tells it again.
        told.current = 0
      })
    },
    [openid, serving, store, unread],
  )

  const onSave = useSaveReply(t, fail)
  const onMerge = useMergeHeld(openid, serving, thread?.messages, onEdit)
  const context = useMemo<ThreadContextValue>(
    () => ({
      t,
      me: me.agentId,
      agents,
      customer: { name: customerName(row), alias: row.alias, hue: row.hue },
      columns,
      serving,
      mediaUrl: store.api.mediaUrl,
      onOpenPicture: setPicture,
      onFetchAgain: (key) => store.api.retryMedia(key).catch(fail),
      onRetry: (seq) => {
        if (session !== null) store.send(openid, { type: 'retry', session, seq }).catch(fail)
      },
      onDiscard: (seq) => {
        store.send(openid, { type: 'discard', seq }).catch(fail)
      },
      onEdit,
      onMerge,
      onSave,
      onResend: (clientId) => store.resend([clientId]),
      onRecall,
    }),
    [
      t,
      me.agentId,
      agents,
      row,
      columns,
      serving,
      store,
      session,
      openid,
      fail,
      onEdit,
      onMerge,
      onSave,
      onRecall,
    ],
  )

  const handleLoadOlder = useCallback(() => store.loadOlder(openid), [store, openid])
  const handleLoadNewer = useCallback(() => store.loadNewer(openid), [store, openid])
  useGoWithReplies(pending.length, hasNewer, onToNewest)
  const keys = useMemo(
    () =>
      (thread?.messages ?? []).flatMap(({ content }) =>
        content.type === 'image' && content.media.key !== null ? [content.media.key] : [],
      ),
    [thread?.messages],
  )

  return (
    <div className={styles.thread} ref={place}>
      {thread === undefined ? (
        load.newest === 'failed' ? (
          <div className={styles.failed}>
            <p>{t('thread.failed')}</p>
            <Button onClick={() => store.reloadThread(openid)}>{t('thread.retry')}</Button>
          </div>
        ) : (
          <ThreadSkeleton />
        )
      ) : (
        <ThreadContext value={context}>
          <MessageList
            key={load.run}
            messages={thread.messages}
            pending={pending}
            me={me.agentId}
            newFromSeq={newFromSeq}
            older={load.older}
            hasOlder={thread.before !== null}
            onLoadOlder={handleLoadOlder}
            olderDeleted={thread.olderDeleted}
            newer={load.newer}
            hasNewer={hasNewer}
            onLoadNewer={handleLoadNewer}
            onToNewest={onToNewest}
            startAt={load.from}
            onSeen={handleSeen}
          />
        </ThreadContext>
      )}
      {picture === null ? null : (
        <Suspense fallback={null}>
          <PictureViewer keys={keys} shown={picture} mediaUrl={store.api.mediaUrl} onShow={setPicture} />
        </Suspense>
      )}
    </div>
  )
})

/** How many full-width characters a line of a bubble takes; only that decides what is folded. */
function useColumns(place: React.RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(33)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      const width = Math.min(520 - 24, element.clientWidth - besideText)
      setColumns(Math.max(8, Math.floor(width / characterPx)))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return columns
}

/** Whoever answers while reading further up sees their answer: it stands at the newest end. */
function useGoWithReplies(pending: number, hasNewer: boolean, onToNewest: () => void): void {
  const before = useRef(pending)
  useEffect(() => {
    if (pending > before.current && hasNewer) onToNewest()
    before.current = pending
  }, [pending, hasNewer, onToNewest])
}

/** 「以下是新消息」 as it was on opening: fixed once the newest page is there. */
function useNewFrom(
  row: ConversationRow,
  messages: Parameters<typeof firstUnread>[0] | undefined,
  newest: 'idle' | 'loading' | 'ready' | 'failed',
): number | null {
  const [unreadAtOpen] = useState(row.unread)
  const [from, setFrom] = useState<number | null | undefined>(unreadAtOpen === 0 ? null : undefined)
  if (from === undefined && newest === 'ready' && messages !== undefined) {
    const found = firstUnread(messages, unreadAtOpen)
    setFrom(found)
    return found
  }
  return from ?? null
}
