import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useAgents, useDesk } from '../../realtime/hooks.ts'
import { usePreference } from '../../ui/preferences.ts'
import { ConversationItem, type RowContext } from './ConversationItem.tsx'
import styles from './ConversationList.module.css'
import type { ListTab } from './list-order.ts'
import type { HeldOrder } from './use-held-order.ts'

export interface ConversationListProps {
  label: string
  tab: ListTab
  held: HeldOrder
  selected: string | null
  accepting: string | null
  hrefOf: (openid: string) => string
  onAccept: (openid: string) => void
  /** The end of the list is in sight. */
  onEnd: () => void
}

/** The rows of one list, of which only those in sight exist. */
export function ConversationList({
  label,
  tab,
  held,
  selected,
  accepting,
  hrefOf,
  onAccept,
  onEnd,
}: ConversationListProps) {
  const { order, handlers } = held
  const context = useRowContext()
  const virtualizer = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLElement>(null)
  const selectedIndex = selected === null ? -1 : order.indexOf(selected)
  const reachable = selectedIndex >= 0 ? selected : (order[0] ?? null)

  // Only when the selection changes: a new order must not scroll the list under the hand.
  const latestIndex = useRef(selectedIndex)
  latestIndex.current = selectedIndex
  useEffect(() => {
    if (selected !== null && latestIndex.current >= 0) {
      virtualizer.current?.scrollToIndex(latestIndex.current, { align: 'nearest' })
    }
  }, [selected])

  function handleScroll(): void {
    const list = virtualizer.current
    if (list !== null && list.scrollOffset + list.viewportSize > list.scrollSize - 400) onEnd()
  }

  function handleKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-openid]') : null
    const from = link?.dataset.openid === undefined ? -1 : order.indexOf(link.dataset.openid)
    const next = order[from + step]
    if (from < 0 || next === undefined) return
    event.preventDefault()
    virtualizer.current?.scrollToIndex(from + step, { align: 'nearest' })
    focusRow(scroller.current, next)
  }

  return (
    <section
      ref={scroller}
      className={styles.scroller}
      aria-label={label}
      onPointerMove={handlers.onPointerMove}
      onPointerLeave={handlers.onPointerLeave}
      onFocus={handlers.onFocus}
      onBlur={handlers.onBlur}
      onClickCapture={handlers.onClickCapture}
      onKeyDown={handleKeyDown}
    >
      <Virtualizer ref={virtualizer} data={order} as="ol" item="li" itemSize={64} onScroll={handleScroll}>
        {(openid) => (
          <ConversationItem
            key={openid}
            context={context}
            openid={openid}
            tab={tab}
            href={hrefOf(openid)}
            selected={openid === selected}
            reachable={openid === reachable}
            accepting={openid === accepting}
            onAccept={onAccept}
          />
        )}
      </Virtualizer>
    </section>
  )
}

function useRowContext(): RowContext {
  const { t } = useTranslation('lists')
  const agents = useAgents()
  const me = useDesk((desk) => desk.me.agentId)
  const groups = useDesk((desk) => desk.groups)
  const thresholds = useDesk((desk) => desk.thresholds)
  const [alarm] = usePreference('windowAlarm')
  const alarmMs = Number(alarm) * 60_000
  return useMemo(
    () => ({ t, agents, groups, me, thresholds, alarmMs }),
    [t, agents, groups, me, thresholds, alarmMs],
  )
}

/** Focuses a row that may come into being only with the scrolling before. */
function focusRow(list: HTMLElement | null, openid: string): void {
  requestAnimationFrame(() => {
    list?.querySelector<HTMLElement>(`[data-openid="${CSS.escape(openid)}"]`)?.focus()
  })
}
