import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

/** This near to the end still counts as there: rounding, and a line that is just growing. */
const nearEndPx = 24

/** Free room below the last line, in px. */
export const belowPx = 16

export interface StickToEnd {
  readonly atEnd: boolean
  /** To be called on every scroll of the list. */
  readonly onScroll: () => void
  readonly toEnd: () => void
}

export interface StickOptions {
  /** The line to begin at, in the middle of the screen; null = the end. */
  readonly startAt: number | null
  /** Records behind the last line are still to be fetched: it is no end to stay at. */
  readonly hasNewer: boolean
}

/**
 * Keeps the last line in sight for as long as the reader is there: when lines are added, when one grows, when the
 * composer or the keyboard takes room away. A reader who has scrolled up is left alone.
 */
export function useStickToEnd(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  count: number,
  { startAt, hasNewer }: StickOptions,
): StickToEnd {
  const sticks = useRef(startAt === null)
  const start = useRef(startAt)
  const before = useRef({ scrollTop: 0, clientHeight: 0 })
  const [atEnd, setAtEnd] = useState(startAt === null)

  const toEnd = useCallback(() => {
    sticks.current = true
    setAtEnd(true)
    if (count > 0) list.current?.scrollToIndex(count - 1, { align: 'end', offset: belowPx })
  }, [count, list])

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    const { scrollTop, clientHeight, scrollHeight } = element
    const near = scrollHeight - scrollTop - clientHeight <= nearEndPx
    // Only a reader's own way up ends it: a smaller window or a grown line moves the end, not the reader.
    const up = scrollTop < before.current.scrollTop && clientHeight === before.current.clientHeight
    before.current = { scrollTop, clientHeight }
    if (near && !hasNewer) sticks.current = true
    else if (up || hasNewer) sticks.current = false
    setAtEnd(sticks.current)
  }, [scroller, hasNewer])

  useLayoutEffect(() => {
    if (start.current !== null) list.current?.scrollToIndex(start.current, { align: 'center' })
    start.current = null
  }, [list])

  useLayoutEffect(() => {
    if (sticks.current && count > 0) list.current?.scrollToIndex(count - 1, { align: 'end', offset: belowPx })
  }, [count, list])

  useEffect(() => {
    const element = scroller.current
    const content = element?.firstElementChild
    if (element === null || content === null || content === undefined) return
    const observer = new ResizeObserver(() => {
      if (sticks.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    observer.observe(content)
    return () => observer.disconnect()
  }, [scroller])

  return { atEnd, onScroll, toEnd }
}
