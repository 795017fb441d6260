import { lazy, Suspense } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { BrokenBoundary } from './BrokenBoundary.tsx'
import { DeskHome } from './DeskHome.tsx'
import { DeskLayout } from './DeskLayout.tsx'
import { DeskPage } from './DeskPage.tsx'
import { HomePage } from './HomePage.tsx'
import { SessionProvider } from './session.tsx'

const AccountsPage = lazy(async () => ({ default: (await import('./AccountsPage.tsx')).AccountsPage }))
const LoginRoute = lazy(async () => ({ default: (await import('./login-pages.tsx')).LoginRoute }))
const LoginLinkRoute = lazy(async () => ({ default: (await import('./login-pages.tsx')).LoginLinkRoute }))
const LoginPasswordRoute = lazy(async () => ({
  default: (await import('./login-pages.tsx')).LoginPasswordRoute,
}))
const LoginWechatRoute = lazy(async () => ({
  default: (await import('./login-pages.tsx')).LoginWechatRoute,
}))
const LoginSandboxRoute = lazy(async () => ({
  default: (await import('./login-pages.tsx')).LoginSandboxRoute,
}))
const SettingsLayout = lazy(async () => ({ default: (await import('./settings-pages.ts')).SettingsLayout }))
const TodayPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).TodayPage }))
const HistoryPage = lazy(async () => {
  const { HistoryPage: Page, statsWords } = await import('../features/stats/stats-pages.ts')
  await statsWords
  return { default: Page }
})
const AcceptPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).AcceptPage }))
const AwayPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).AwayPage }))
const RepliesPage = lazy(async () => {
  const { RepliesPage: Page, replyWords } = await import('../features/replies/part.ts')
  await replyWords
  return { default: Page }
})
const AlertsPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).AlertsPage }))
const DevicesPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).DevicesPage }))
const LooksPage = lazy(async () => ({ default: (await import('./settings-pages.ts')).LooksPage }))
const TeamRoute = lazy(async () => {
  const { TeamPage, teamWords } = await import('./team-page.ts')
  await teamWords
  return { default: TeamPage }
})
const SearchRoute = lazy(async () => {
  const { SearchPage, recordWords } = await import('../features/records/part.ts')
  await recordWords
  return { default: SearchPage }
})
const HelpRoute = lazy(async () => {
  const { HelpPage, helpWords } = await import('./help-page.ts')
  await helpWords
  return { default: HelpPage }
})
const AdminArea = lazy(async () => {
  const { AdminArea: Area, adminWords } = await import('./admin-area.ts')
  await adminWords
  return { default: Area }
})
const NewAccountRoute = lazy(async () => {
  const { NewAccountRoute: Route, adminWords } = await import('./admin-area.ts')
  await adminWords
  return { default: Route }
})
const SetupRoute = lazy(async () => {
  const { SetupRoute: Route, adminWords } = await import('./admin-area.ts')
  await adminWords
  return { default: Route }
})

/** Every address of the desk. What an agent opens once a day is fetched when it is opened. */
export function App() {
  return (
    <BrokenBoundary>
      <SessionProvider>
        <BrowserRouter>
          <Suspense fallback={null}>
            <Routes>
              <Route path="/" element={<HomePage />} />
              <Route path="/login" element={<LoginRoute />} />
              <Route path="/login/password" element={<LoginPasswordRoute />} />
              <Route path="/login/wechat/:account" element={<LoginWechatRoute />} />
              <Route path="/login/link" element={<LoginLinkRoute />} />
              <Route path="/login/sandbox" element={<LoginSandboxRoute />} />
              <Route path="/accounts" element={<AccountsPage />} />
              <Route path="/accounts/new" element={<NewAccountRoute />} />
              <Route path="/setup" element={<SetupRoute />} />
              <Route path="/desk/:accountId" element={<DeskLayout />}>
                <Route index element={<DeskHome />} />
                <Route path="me" element={<SettingsLayout />}>
                  <Route index element={<Navigate to="today" replace />} />
                  <Route path="today" element={<TodayPage />} />
                  <Route path="today/history" element={<HistoryPage />} />
                  <Route path="accept" element={<AcceptPage />} />
                  <Route path="away" element={<AwayPage />} />
                  <Route path="replies" element={<RepliesPage />} />
                  <Route path="alerts" element={<AlertsPage />} />
                  <Route path="devices" element={<DevicesPage />} />
                  <Route path="looks" element={<LooksPage />} />
                </Route>
                <Route path="search" element={<SearchRoute />} />
                <Route path="team" element={<TeamRoute />} />
                <Route path=":tab/:openid?" element={<DeskPage />} />
              </Route>
              <Route path="/admin/:accountId" element={<DeskLayout />}>
                <Route index element={<Navigate to="overview" replace />} />
                <Route path="*" element={<AdminArea />} />
              </Route>
              <Route path="/help/:topic?" element={<HelpRoute />} />
              <Route path="*" element={<Navigate to="/" replace />} />
            </Routes>
          </Suspense>
        </BrowserRouter>
      </SessionProvider>
    </BrokenBoundary>
  )
}
