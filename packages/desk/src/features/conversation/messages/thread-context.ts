import type { Agent, QuickReplyBody } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { createContext, use } from 'react'

/** What every line of a conversation needs to know, and what an agent can do with one. */
export interface ThreadContextValue {
  /** Asked for once: every line has a handful of parts with words, and lines come by the dozen while somebody scrolls. */
  readonly t: TFunction<'conversation'>
  readonly me: string
  readonly agents: ReadonlyMap<string, Agent>
  readonly customer: { readonly name: string; readonly alias: string; readonly hue: number }
  /** Full-width characters in a line of a bubble. */
  readonly columns: number
  /** True while this agent serves: only then are there buttons under a failed or held reply. */
  readonly serving: boolean
  readonly mediaUrl: (key: string, as?: 'small') => string
  readonly onOpenPicture: (key: string) => void
  /** Asks the server to fetch a file from WeChat once more; resolves whatever came of it. */
  readonly onFetchAgain: (key: string) => Promise<void>
  readonly onRetry: (seq: number) => void
  readonly onDiscard: (seq: number) => void
  /** Puts a text (back) into the editor. */
  readonly onEdit: (text: string) => void
  /** 合并: all held texts become one; null where there are fewer than two. */
  readonly onMerge: (() => void) | null
  /** 存为快捷回复. */
  readonly onSave: (reply: QuickReplyBody) => void
  readonly onResend: (clientId: string) => void
  /** Takes a reply that was never stored off the screen, into the editor. */
  readonly onRecall: (clientId: string) => void
}

export const ThreadContext = createContext<ThreadContextValue | null>(null)

export function useThreadContext(): ThreadContextValue {
  const context = use(ThreadContext)
  if (context === null) throw new Error('no thread above this line')
  return context
}
