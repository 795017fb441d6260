import { use, useCallback, useEffect, useRef, useState } from 'react'
import { UNSAFE_NavigationContext as NavigationContext } from 'react-router'

export interface LeavingGuard {
  /** Somebody wants to go elsewhere while there is something to lose. */
  readonly asked: boolean
  stay(): void
  leave(): void
}

/**
 * Holds a change of the page back while `on`, until the person has said what becomes of their changes. Closing the
 * tab asks in the browser's own words. react-router's own blocker needs a data router, which the desk has no use for.
 */
export function useLeavingGuard(on: boolean): LeavingGuard {
  const { navigator } = use(NavigationContext)
  const [held, setHeld] = useState<(() => void) | null>(null)
  const guarding = useRef(on)
  guarding.current = on

  useEffect(() => {
    if (!on) return
    const { push, replace } = navigator
    const holding =
      (go: typeof push): typeof push =>
      (...where) => {
        if (guarding.current) setHeld(() => () => go.apply(navigator, where))
        else go.apply(navigator, where)
      }
    navigator.push = holding(push)
    navigator.replace = holding(replace)
    return () => {
      navigator.push = push
      navigator.replace = replace
    }
  }, [navigator, on])

  useEffect(() => {
    if (!on) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [on])

  return {
    asked: held !== null,
    stay: useCallback(() => setHeld(null), []),
    leave: () => {
      guarding.current = false
      setHeld(null)
      held?.()
    },
  }
}
