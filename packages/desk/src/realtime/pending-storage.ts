import { type PendingReplies, type PendingReply, whenLost } from './pending.ts'

/** Keeps pending replies over a reload. Per tab: another tab must not send them as well. */
export interface PendingStorage {
  read(): PendingReplies
  write(all: PendingReplies): void
}

export function createPendingStorage(storage: Storage, accountId: string): PendingStorage {
  const key = `duokefu.pending.${accountId}`
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
        return Array.isArray(kept) ? whenLost(kept.filter(isPendingReply)) : []
      } catch {
        return []
      }
    },
    write(all) {
      try {
        if (all.length === 0) storage.removeItem(key)
        else storage.setItem(key, JSON.stringify(all))
      } catch {
        // Full or forbidden storage: the reply is still on the screen and in memory.
      }
    },
  }
}

function isPendingReply(value: unknown): value is PendingReply {
  if (typeof value !== 'object' || value === null) return false
  const has = (name: string) => name in value
  return ['clientId', 'openid', 'session', 'at', 'mode', 'content', 'state'].every(has)
}
