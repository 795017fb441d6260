import { useSyncExternalStore } from 'react'

/** Which key sends; the other one makes a new line. */
export type SendKey = 'enter' | 'ctrlEnter'

const key = 'duokefu.sendKey'
const listeners = new Set<() => void>()
let chosen: SendKey | null = null

function current(): SendKey {
  if (chosen === null) {
    try {
      chosen = localStorage.getItem(key) === 'ctrlEnter' ? 'ctrlEnter' : 'enter'
    } catch {
      chosen = 'enter'
    }
  }
  return chosen
}

export function setSendKey(next: SendKey): void {
  chosen = next
  try {
    localStorage.setItem(key, next)
  } catch {
    // The choice then holds until the page is left.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The choice of this browser. */
export function useSendKey(): SendKey {
  return useSyncExternalStore(subscribe, current)
}
