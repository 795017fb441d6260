import type { Agent } from '@duokefu/contract'
import { type ComponentType, lazy } from 'react'

/** A page of 管理后台. Its name in the menu is `admin:pages.<path>`. */
export interface AdminPage {
  /** After `/admin/:a/`. */
  readonly path: string
  readonly atLeast: Agent['role']
  /** Lazy: each page is fetched when it is opened. */
  readonly Page: ComponentType
}

const StatsPage = lazy(async () => {
  const { StatsPage: Page, statsWords } = await import('./stats/stats-page.ts')
  await statsWords
  return { default: Page }
})

const RepliesPage = lazy(async () => {
  const { AdminRepliesPage, adminReplyWords } = await import('./replies/replies-page.ts')
  await adminReplyWords
  return { default: AdminRepliesPage }
})

/** In the order of the menu. */
const pages: readonly AdminPage[] = [
  { path: 'replies', atLeast: 'supervisor', Page: RepliesPage },
  { path: 'stats', atLeast: 'supervisor', Page: StatsPage },
]

const rank: Record<Agent['role'], number> = { agent: 0, supervisor: 1, admin: 2, owner: 3 }

export function pagesFor(role: Agent['role']): readonly AdminPage[] {
  return pages.filter(({ atLeast }) => rank[role] >= rank[atLeast])
}
