import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { heldOrder } from './held-order.ts'

/** The hand counts as resting after this long without a movement. */
const REST_MS = 3_000
/** A click this soon after rows moved was meant for another row. */
const SLIP_MS = 300

export interface HeldOrder {
  readonly order: readonly string[]
  /** For the element around the rows. */
  readonly handlers: {
    onPointerMove(): void
    onPointerLeave(): void
    onFocus(): void
    onBlur(): void
    onClickCapture(event: MouseEvent): void
  }
}

/** Keeps rows where they are while the pointer moves over them or the focus is among them (§3 Row). */
export function useHeldOrder(wanted: readonly string[], selected: string | null, list: string): HeldOrder {
  const [order, setOrder] = useState(wanted)
  const [still, setStill] = useState(false)
  const shownList = useRef(list)
  const movedAt = useRef(Number.NEGATIVE_INFINITY)
  const hand = useRef({ inside: false, focused: false, timer: 0 })

  useEffect(() => {
    const fresh = shownList.current !== list
    shownList.current = list
    setOrder((shown) => {
      if (fresh) return wanted
      const next = heldOrder(shown, wanted, { still, selected })
      if (next !== shown && hand.current.inside) movedAt.current = performance.now()
      return next
    })
  }, [wanted, selected, still, list])

  useEffect(() => () => window.clearTimeout(hand.current.timer), [])

  function look(): void {
    const { inside, focused } = hand.current
    setStill(inside || focused)
  }

  return {
    order: shownList.current === list ? order : wanted,
    handlers: {
      onPointerMove() {
        window.clearTimeout(hand.current.timer)
        hand.current.inside = true
        look()
        hand.current.timer = window.setTimeout(() => setStill(hand.current.focused), REST_MS)
      },
      onPointerLeave() {
        window.clearTimeout(hand.current.timer)
        hand.current.inside = false
        look()
      },
      onFocus() {
        hand.current.focused = true
        look()
      },
      onBlur() {
        hand.current.focused = false
        look()
      },
      onClickCapture(event) {
        const byPointer = event.detail > 0
        if (!byPointer || performance.now() - movedAt.current > SLIP_MS) return
        event.preventDefault()
        event.stopPropagation()
      },
    },
  }
}
