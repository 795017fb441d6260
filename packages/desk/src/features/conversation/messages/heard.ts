import { useCallback, useSyncExternalStore } from 'react'

/** Voices that an agent has played, remembered by this browser: the newest of them, by their file's key. */
const mostKept = 500
const nameOf = (agentId: string) => `duokefu.heard.${agentId}`

const listeners = new Set<() => void>()
const known = new Map<string, ReadonlySet<string>>()

/** Whether this agent has played this voice, and how to say so. */
export function useHeard(agentId: string, key: string | null): readonly [boolean, () => void] {
  const heard = useSyncExternalStore(subscribe, () => key === null || heardBy(agentId).has(key))
  const note = useCallback(() => {
    if (key !== null) noteHeard(agentId, key)
  }, [agentId, key])
  return [heard, note]
}

/** Puts a key at the end and lets the oldest go. */
export function withKey(keys: readonly string[], key: string): string[] {
  return [...keys.filter((each) => each !== key), key].slice(-mostKept)
}

function heardBy(agentId: string): ReadonlySet<string> {
  let keys = known.get(agentId)
  if (keys === undefined) {
    keys = new Set(readKeys(agentId))
    known.set(agentId, keys)
  }
  return keys
}

function noteHeard(agentId: string, key: string): void {
  if (heardBy(agentId).has(key)) return
  const keys = withKey([...heardBy(agentId)], key)
  known.set(agentId, new Set(keys))
  try {
    localStorage.setItem(nameOf(agentId), JSON.stringify(keys))
  } catch {
    // A full or forbidden storage: heard until the page is loaded again.
  }
  for (const listener of listeners) listener()
}

function readKeys(agentId: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(agentId)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((key): key is string => typeof key === 'string') : []
  } catch {
    return []
  }
}

/** Another tab of the same agent hears voices too. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', handleStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', handleStorage)
  }
}

function handleStorage(event: StorageEvent): void {
  if (event.key?.startsWith(nameOf('')) !== true) return
  known.clear()
  for (const listener of listeners) listener()
}
