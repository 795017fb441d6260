import type { Message } from '@duokefu/contract'
import { ArrowDown } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useNow } from '../../../realtime/hooks.ts'
import type { PendingReply } from '../../../realtime/pending.ts'
import { Button } from '../../../ui/Button.tsx'
import styles from './MessageList.module.css'
import { ThreadLine } from './ThreadLine.tsx'
import { useThreadContext } from './thread-context.ts'
import { type ThreadItem, threadItems } from './thread-items.ts'
import { belowPx, useStickToEnd } from './use-stick-to-end.ts'

export interface MessageListProps {
  messages: readonly Message[]
  pending: readonly PendingReply[]
  me: string
  /** The first record that was unread when the conversation was opened: 「以下是新消息」. */
  newFromSeq: number | null
  older: 'idle' | 'loading' | 'failed'
  hasOlder: boolean
  onLoadOlder: () => void
  /** At the beginning: older records were there and are deleted (L12). */
  olderDeleted: boolean
  newer: 'idle' | 'loading' | 'failed'
  /** The records end before the newest end. */
  hasNewer: boolean
  onLoadNewer: () => void
  onToNewest: () => void
  /** The record to begin at; null = the end. */
  startAt: number | null
  /** The last record is on the screen of somebody who looks. */
  onSeen: (seq: number) => void
}

/** Older and newer pages are fetched this long before the reader reaches them. */
const aheadPx = 1_200
/** Above the lines: 「正在取更早的消息」, or that there are none; of one height, so that nothing jumps. */
const topPx = 40
const noPending: readonly PendingReply[] = []

/** All records of one customer; only those in sight are in the page. Mount it anew for another customer or run. */
export function MessageList(props: MessageListProps) {
  const { messages, me, newFromSeq, older, hasOlder, onLoadOlder, newer, hasNewer, onLoadNewer, startAt } =
    props
  // What is on its way stands at the newest end.
  const pending = hasNewer ? noPending : props.pending
  const { t } = useThreadContext()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const now = useNow(60_000)
  const items = useMemo(
    () => threadItems(messages, pending, newFromSeq, me),
    [messages, pending, newFromSeq, me],
  )
  const shift = useShift(messages)
  const [startIndex] = useState(() => indexOf(messages, startAt))
  const { atEnd, onScroll, toEnd } = useStickToEnd(scroller, list, items.length, {
    startAt: startIndex,
    hasNewer,
  })
  const [active, setActive] = useState<string | null>(null)
  const activeIndex = active === null ? items.length - 1 : items.findIndex((item) => item.key === active)
  const below = useNewBelow(messages, atEnd)

  useSeen(messages, atEnd && !hasNewer, props.onSeen)

  function handleScroll() {
    onScroll()
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {}
    if (scrollTop < aheadPx && hasOlder && older === 'idle') onLoadOlder()
    if (scrollHeight - scrollTop - clientHeight < aheadPx && hasNewer && newer === 'idle') onLoadNewer()
  }

  // A first page that doesn't fill the screen can't be scrolled: look for more at once.
  useEffect(() => {
    const element = scroller.current
    if (element !== null && hasOlder && older === 'idle' && element.scrollHeight <= element.clientHeight)
      onLoadOlder()
  }, [hasOlder, older, onLoadOlder])
  useEffect(() => {
    const element = scroller.current
    if (element !== null && hasNewer && newer === 'idle' && element.scrollHeight <= element.clientHeight)
      onLoadNewer()
  }, [hasNewer, newer, onLoadNewer])

  function handleKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const target = event.target instanceof HTMLElement ? event.target.closest('[data-line]') : null
    if (target === null) return
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    const next = items[Math.min(items.length - 1, Math.max(0, activeIndex + step))]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    setActive(next.key)
    list.current?.scrollToIndex(Math.max(0, activeIndex + step), { align: 'nearest' })
    requestAnimationFrame(() => {
      const lines = scroller.current?.querySelectorAll<HTMLElement>('[data-line]') ?? []
      for (const line of lines) if (line.dataset.line === next.key) line.focus({ preventScroll: true })
    })
  }

  return (
    <div className={styles.place} data-region="messages">
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={t('thread.label')}
        onScroll={handleScroll}
        onKeyDown={handleKeyDown}
      >
        <div className={styles.content}>
          <div className={styles.top} style={{ height: topPx }}>
            {older === 'failed' ? (
              <>
                {t('thread.olderFailed')}
                <Button size="small" variant="quiet" onClick={onLoadOlder}>
                  {t('thread.retry')}
                </Button>
              </>
            ) : hasOlder ? (
              older === 'loading' ? (
                t('thread.older')
              ) : null
            ) : props.olderDeleted ? (
              t('thread.olderDeleted')
            ) : messages.length > 0 ? (
              t('thread.beginning')
            ) : (
              t('thread.empty')
            )}
          </div>
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            data={items}
            shift={shift}
            startMargin={topPx}
            bufferSize={600}
            {...(activeIndex < 0 ? {} : { keepMounted: [activeIndex] })}
          >
            {(item, index) => (
              <div
                key={item.key}
                data-line={item.key}
                className={
                  startIndex !== null && seqOf(item) === startAt
                    ? `${styles.line} ${styles.found}`
                    : styles.line
                }
                tabIndex={index === activeIndex ? 0 : -1}
              >
                <ThreadLine item={item} now={now} />
              </div>
            )}
          </Virtualizer>
          {hasNewer ? (
            <div className={styles.top} style={{ height: topPx }}>
              {newer === 'failed' ? (
                <>
                  {t('thread.newerFailed')}
                  <Button size="small" variant="quiet" onClick={onLoadNewer}>
                    {t('thread.retry')}
                  </Button>
                </>
              ) : newer === 'loading' ? (
                t('thread.newer')
              ) : null}
            </div>
          ) : (
            <div style={{ height: belowPx }} />
          )}
        </div>
      </div>
      {hasNewer ? (
        <button type="button" className={styles.pill} onClick={props.onToNewest}>
          {t('thread.toNewest')}
        </button>
      ) : atEnd ? null : below > 0 ? (
        <button type="button" className={styles.pill} onClick={toEnd}>
          {t('thread.toNew', { count: below })}
        </button>
      ) : (
        <button
          type="button"
          className={styles.toEnd}
          aria-label={t('thread.toEnd')}
          title={t('thread.toEnd')}
          onClick={toEnd}
        >
          <ArrowDown size={20} strokeWidth={1.75} aria-hidden="true" />
        </button>
      )}
    </div>
  )
}

/** Where the list begins: at the record, or the last one before it. */
function indexOf(messages: readonly Message[], seq: number | null): number | null {
  if (seq === null) return null
  const after = messages.findIndex((message) => message.seq > seq)
  return Math.max(0, (after < 0 ? messages.length : after) - 1)
}

function seqOf({ entry }: ThreadItem<PendingReply>): number | null {
  return entry.kind === 'message' ? entry.message.seq : null
}

/** True while older records are being put before the first: then the place is kept from the end. */
function useShift(messages: readonly Message[]): boolean {
  const first = messages[0]?.seq ?? 0
  const previous = useRef(first)
  const shift = first < previous.current
  useLayoutEffect(() => {
    previous.current = first
  }, [first])
  return shift
}

/** How many of the fan's records came while the reader was further up. */
function useNewBelow(messages: readonly Message[], atEnd: boolean): number {
  const last = messages.at(-1)?.seq ?? 0
  const [seen, setSeen] = useState(last)
  if (atEnd && seen !== last) setSeen(last)
  if (atEnd) return 0
  let count = 0
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    if (message === undefined || message.seq <= seen) break
    if (message.direction === 'in') count++
  }
  return count
}

/** Tells once for each last record that it was on the screen, with the page visible and in front. */
function useSeen(messages: readonly Message[], atEnd: boolean, onSeen: (seq: number) => void): void {
  const last = messages.at(-1)?.seq
  useEffect(() => {
    if (last === undefined || !atEnd) return
    const tell = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) onSeen(last)
    }
    tell()
    window.addEventListener('focus', tell)
    document.addEventListener('visibilitychange', tell)
    return () => {
      window.removeEventListener('focus', tell)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [last, atEnd, onSeen])
}
