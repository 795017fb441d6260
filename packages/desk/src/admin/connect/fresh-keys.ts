import type { CallbackKeys } from '@duokefu/contract'
import { useSyncExternalStore } from 'react'

/** Token and EncodingAESKey that were made on this page: the server says them once, so they are here until it is reloaded. */
const fresh = new Map<string, CallbackKeys>()
const listeners = new Set<() => void>()

export function rememberFreshKeys(accountId: string, keys: CallbackKeys): void {
  fresh.set(accountId, keys)
  for (const listener of [...listeners]) listener()
}

export function useFreshKeys(accountId: string): CallbackKeys | null {
  return useSyncExternalStore(subscribe, () => fresh.get(accountId) ?? null)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
