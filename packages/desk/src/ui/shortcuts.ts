import { useEffect, useRef } from 'react'

/** A key with what must be held. `code` is the place on the keyboard: layouts and input methods don't move it. */
export interface Keys {
  readonly code: string
  readonly alt?: boolean
  readonly shift?: boolean
  /** Ctrl, or ⌘ on a Mac. */
  readonly ctrl?: boolean
}

/** Answers false to let the key do what it does anyway. */
type Act = () => unknown

interface Binding {
  readonly keys: Keys
  readonly act: { current: Act }
  readonly words: string | null
}

/** What a key does now, by the words of its button. */
export interface NamedAct {
  readonly words: string
  readonly run: () => void
}

/** What keys with words can do at this moment, the first bound first; also while 快捷键 are switched off. */
export function namedActs(): readonly NamedAct[] {
  return bindings.flatMap(({ act, words }) =>
    words === null ? [] : [{ words, run: () => void act.current() }],
  )
}

const bindings: Binding[] = []
/** WeChat's screenshot key can leave Alt "down": it counts only if this page saw it pressed since focus. */
let altSeen = false
let enabled = true

/** 快捷键 can be switched off altogether. */
export function setShortcutsEnabled(on: boolean): void {
  enabled = on
}

/** True while an input method has the keyboard. Safari ends composition before its Enter: keyCode 229. */
export function isComposing(event: { isComposing: boolean; keyCode: number }): boolean {
  return event.isComposing || event.keyCode === 229
}

function matches(keys: Keys, event: KeyboardEvent): boolean {
  return (
    keys.code === event.code &&
    (keys.alt ?? false) === event.altKey &&
    (keys.shift ?? false) === event.shiftKey &&
    (keys.ctrl ?? false) === (event.ctrlKey || event.metaKey) &&
    (keys.alt !== true || altSeen)
  )
}

function handleKeyDown(event: KeyboardEvent): void {
  if (event.key === 'Alt') altSeen = true
  if (!enabled || event.defaultPrevented || isComposing(event)) return
  // The last one bound is the one on top.
  for (const { keys, act } of [...bindings].reverse()) {
    if (!matches(keys, event) || act.current() === false) continue
    event.preventDefault()
    return
  }
}

function forgetAlt(): void {
  altSeen = false
}

if (typeof window !== 'undefined') {
  window.addEventListener('keydown', handleKeyDown)
  window.addEventListener('blur', forgetAlt)
}

/**
 * Binds a key while the component is there. `act` may answer false: not mine, try the next. With words it can be looked
 * for as well.
 */
export function useShortcut(keys: Keys, act: Act, on = true, words: string | null = null): void {
  const latest = useRef(act)
  latest.current = act
  const { code, alt = false, shift = false, ctrl = false } = keys
  useEffect(() => {
    if (!on) return
    const binding = { keys: { code, alt, shift, ctrl }, act: latest, words }
    bindings.push(binding)
    return () => {
      bindings.splice(bindings.indexOf(binding), 1)
    }
  }, [code, alt, shift, ctrl, on, words])
}
