import type { RepliesAnswer } from '@duokefu/contract'
import { useEffect, useSyncExternalStore } from 'react'
import { createCell } from '../cell.ts'
import { useDeskStore } from '../hooks.ts'
import { request, requestJson } from '../http.ts'

export interface ReplyBookState {
  /** null until it was fetched once. */
  readonly answer: RepliesAnswer | null
  readonly failed: boolean
}

/**
 * Everything that an agent can answer with. Fetched when the first conversation is opened and asked for again whenever
 * it is looked at; the browser keeps it with its ETag, so that mostly nothing travels.
 */
export interface ReplyBook {
  getSnapshot(): ReplyBookState
  subscribe(listener: () => void): () => void
  /** Resolves when the answer is newer than this call; what failed is kept in the state. */
  refresh(): Promise<void>
  /** Counts a use; the order follows at once. */
  used(replyId: string, now: number): void
}

export function createReplyBook(accountId: string): ReplyBook {
  const path = `/api/accounts/${encodeURIComponent(accountId)}/replies`
  const cell = createCell<ReplyBookState>({ answer: null, failed: false })
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  async function fetchAll(): Promise<void> {
    try {
      const answer = (await request(path)) as RepliesAnswer
      cell.set((now) =>
        JSON.stringify(now.answer) === JSON.stringify(answer) && !now.failed
          ? now
          : { answer, failed: false },
      )
    } catch {
      cell.set((now) => ({ ...now, failed: true }))
    }
  }

  function start(): Promise<void> {
    running = fetchAll().finally(() => {
      running = null
    })
    return running
  }

  return {
    getSnapshot: cell.get,
    subscribe: cell.subscribe,
    refresh() {
      if (running === null) return start()
      // What is on its way may have been read before whatever is asked about now.
      next ??= running.then(() => {
        next = null
        return start()
      })
      return next
    },
    used(replyId, now) {
      cell.set((state) => ({
        ...state,
        answer: state.answer === null ? null : withUse(state.answer, replyId, now),
      }))
      void requestJson(`${path}/${replyId}/used`, 'POST', {}).catch(() => {
        // A use that isn't counted moves one reply one place down.
      })
    },
  }
}

function withUse(answer: RepliesAnswer, replyId: string, now: number): RepliesAnswer {
  const replies = answer.replies.map((reply) =>
    reply.id === replyId ? { ...reply, score: reply.score + 1, usedAt: now } : reply,
  )
  return { ...answer, replies }
}

const byAccount = new Map<string, ReplyBook>()

export function useReplyBook(): ReplyBook {
  const { accountId } = useDeskStore().api
  const known = byAccount.get(accountId)
  if (known !== undefined) return known
  const book = createReplyBook(accountId)
  byAccount.set(accountId, book)
  return book
}

/** What the book holds, fetched once; whoever shows it to the agent uses `useReplies`. */
export function useKnownReplies(): ReplyBookState {
  const book = useReplyBook()
  useEffect(() => {
    if (book.getSnapshot().answer === null) void book.refresh()
  }, [book])
  return useSyncExternalStore(book.subscribe, book.getSnapshot)
}

/** A colleague's change is seen after so long where the book stays open. */
const askAgainMs = 15_000

/** What the book holds; asks again when this comes on the screen, when the page gets the focus, and while it is looked at. */
export function useReplies(): ReplyBookState {
  const book = useReplyBook()
  useEffect(() => {
    const refresh = () => void book.refresh()
    refresh()
    window.addEventListener('focus', refresh)
    const timer = setInterval(() => (document.hidden ? undefined : refresh()), askAgainMs)
    return () => {
      window.removeEventListener('focus', refresh)
      clearInterval(timer)
    }
  }, [book])
  return useSyncExternalStore(book.subscribe, book.getSnapshot)
}
