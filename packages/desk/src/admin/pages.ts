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

const OverviewPage = lazy(async () => ({
  default: (await import('./overview/OverviewPage.tsx')).OverviewPage,
}))
const ConnectPage = lazy(async () => ({ default: (await import('./connect/ConnectPage.tsx')).ConnectPage }))
const InterfacePage = lazy(async () => ({
  default: (await import('./interface/InterfacePage.tsx')).InterfacePage,
}))
const AgentsPage = lazy(async () => ({ default: (await import('./team/AgentsPage.tsx')).AgentsPage }))
const GroupsPage = lazy(async () => ({ default: (await import('./team/GroupsPage.tsx')).GroupsPage }))
const RulesPage = lazy(async () => ({ default: (await import('./rules/RulesPage.tsx')).RulesPage }))
const AutoPage = lazy(async () => ({ default: (await import('./auto/AutoPage.tsx')).AutoPage }))
const MenuPage = lazy(async () => ({ default: (await import('./menu/MenuPage.tsx')).MenuPage }))
const RecordsPage = lazy(async () => ({ default: (await import('./records/RecordsPage.tsx')).RecordsPage }))
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/SettingsPage.tsx')).SettingsPage,
}))
const ApiPage = lazy(async () => ({ default: (await import('./api/ApiPage.tsx')).ApiPage }))
const HealthPage = lazy(async () => ({ default: (await import('./health/HealthPage.tsx')).HealthPage }))
const AuditPage = lazy(async () => ({ default: (await import('./audit/AuditPage.tsx')).AuditPage }))

/** In the order of the menu. */
const pages: readonly AdminPage[] = [
  { path: 'overview', atLeast: 'supervisor', Page: OverviewPage },
  { path: 'connect', atLeast: 'admin', Page: ConnectPage },
  { path: 'interface', atLeast: 'admin', Page: InterfacePage },
  { path: 'agents', atLeast: 'supervisor', Page: AgentsPage },
  { path: 'groups', atLeast: 'supervisor', Page: GroupsPage },
  { path: 'rules', atLeast: 'admin', Page: RulesPage },
  { path: 'auto', atLeast: 'admin', Page: AutoPage },
  { path: 'menu', atLeast: 'admin', Page: MenuPage },
  { path: 'replies', atLeast: 'supervisor', Page: RepliesPage },
  { path: 'stats', atLeast: 'supervisor', Page: StatsPage },
  { path: 'records', atLeast: 'admin', Page: RecordsPage },
  { path: 'settings', atLeast: 'admin', Page: SettingsPage },
  { path: 'api', atLeast: 'admin', Page: ApiPage },
  { path: 'health', atLeast: 'admin', Page: HealthPage },
  { path: 'audit', atLeast: 'admin', Page: AuditPage },
]

const rank: Record<Agent['role'], number> = { agent: 0, supervisor: 1, admin: 2, owner: 3 }

export function pagesFor(role: Agent['role']): readonly AdminPage[] {
  return pages.filter(({ atLeast }) => rank[role] >= rank[atLeast])
}
