import { useCallback, useSyncExternalStore } from 'react'
import { useDeskStore } from './hooks.ts'

/** The part of the browser's storage that drafts need. */
export type DraftStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

/** What an agent has written to a customer and not sent; kept over reload and login. */
export interface Drafts {
  /** '' when there is none. */
  get(openid: string): string
  /** Blank text is held while it is typed, and not kept. */
  set(openid: string, text: string): void
  subscribe(listener: () => void): () => void
  /** Another tab has written this: what was sent there must not be offered here once more. */
  hear(key: string | null, value: string | null): void
}

/** The drafts of one account; `storage` is null where the browser forbids it. */
export function createDrafts(accountId: string, storage: DraftStorage | null): Drafts {
  const prefix = `duokefu.draft.${accountId}.`
  const texts = read(storage, prefix)
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  return {
    get: (openid) => texts.get(openid) ?? '',
    set(openid, text) {
      if ((texts.get(openid) ?? '') === text) return
      if (text === '') texts.delete(openid)
      else texts.set(openid, text)
      keep(storage, prefix + openid, text.trim() === '' ? null : text)
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hear(key, value) {
      if (key === null || !key.startsWith(prefix)) return
      const openid = key.slice(prefix.length)
      if (value === null) texts.delete(openid)
      else texts.set(openid, value)
      tell()
    },
  }
}

const byAccount = new Map<string, Drafts>()

/** The drafts of the account on the screen. */
export function useDrafts(): Drafts {
  const { accountId } = useDeskStore().api
  const known = byAccount.get(accountId)
  if (known !== undefined) return known
  const drafts = createDrafts(accountId, browserStorage())
  byAccount.set(accountId, drafts)
  window.addEventListener('storage', ({ key, newValue }) => drafts.hear(key, newValue))
  return drafts
}

/** One customer's draft and how to change it. */
export function useDraft(openid: string): readonly [string, (text: string) => void] {
  const drafts = useDrafts()
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(openid))
  const change = useCallback((next: string) => drafts.set(openid, next), [drafts, openid])
  return [text, change]
}

function read(storage: DraftStorage | null, prefix: string): Map<string, string> {
  const texts = new Map<string, string>()
  for (let index = 0; index < (storage?.length ?? 0); index++) {
    const key = storage?.key(index) ?? ''
    const text = key.startsWith(prefix) ? (storage?.getItem(key) ?? '') : ''
    if (text !== '') texts.set(key.slice(prefix.length), text)
  }
  return texts
}

function keep(storage: DraftStorage | null, key: string, text: string | null): void {
  try {
    if (text === null) storage?.removeItem(key)
    else storage?.setItem(key, text)
  } catch {
    // Full storage: the text is still in the editor.
  }
}

function browserStorage(): DraftStorage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
