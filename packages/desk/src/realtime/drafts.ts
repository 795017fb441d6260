/** What an agent has typed and not sent, per conversation; kept in the browser over reloads. */
export interface Drafts {
  /** The draft of a conversation, '' if there is none. */
  get(openid: string): string
  /** Keeps a draft; blank text removes it. */
  set(openid: string, text: string): void
  /** Calls `listener` after every change, also of another tab; returns how to stop. */
  subscribe(listener: () => void): () => void
}

/** The part of `localStorage` that drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const keyOf = (accountId: string, openid: string) => `duokefu.draft.${accountId}.${openid}`

/** Drafts of one account. A full or forbidden storage costs the reload, not the typing. */
export function createDrafts(accountId: string, storage: DraftStorage | null): Drafts {
  const prefix = keyOf(accountId, '')
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()

  for (const key of keysOf(storage)) {
    const text = key.startsWith(prefix) ? storage?.getItem(key) : null
    if (text) texts.set(key.slice(prefix.length), text)
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }

  if (typeof window !== 'undefined') {
    window.addEventListener('storage', (event) => {
      if (!event.key?.startsWith(prefix)) return
      const openid = event.key.slice(prefix.length)
      if (event.newValue) texts.set(openid, event.newValue)
      else texts.delete(openid)
      tell()
    })
  }

  return {
    get: (openid) => texts.get(openid) ?? '',
    set(openid, text) {
      if ((texts.get(openid) ?? '') === text) return
      const kept = text.trim() !== ''
      if (kept) texts.set(openid, text)
      else texts.delete(openid)
      try {
        if (kept) storage?.setItem(prefix + openid, text)
        else storage?.removeItem(prefix + openid)
      } catch {
        // The quota of the browser is used up: the draft lives in this page only.
      }
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function keysOf(storage: DraftStorage | null): string[] {
  if (storage === null) return []
  return Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter(
    (key) => key !== null,
  )
}
