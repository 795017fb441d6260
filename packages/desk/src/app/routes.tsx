import { Navigate, type RouteObject } from 'react-router'
import { AccountsPage } from './AccountsPage.tsx'
import { BrokenPage } from './BrokenPage.tsx'
import { DeskHome } from './DeskHome.tsx'
import { DeskLayout } from './DeskLayout.tsx'
import { DeskPage } from './DeskPage.tsx'
import { HomePage } from './HomePage.tsx'

/** Every address of the desk; §2 of the design says what stands there. */
export const routes: RouteObject[] = [
  {
    errorElement: <BrokenPage />,
    // While a page's own code is on its way there is nothing to show yet.
    hydrateFallbackElement: <span />,
    children: [
      { path: '/', element: <HomePage /> },
      {
        path: '/login',
        lazy: async () => ({ Component: (await import('./login-pages.tsx')).LoginRoute }),
      },
      {
        path: '/login/link',
        lazy: async () => ({ Component: (await import('./login-pages.tsx')).LoginLinkRoute }),
      },
      {
        path: '/login/sandbox',
        lazy: async () => ({ Component: (await import('./login-pages.tsx')).LoginSandboxRoute }),
      },
      { path: '/accounts', element: <AccountsPage /> },
      {
        path: '/desk/:accountId',
        element: <DeskLayout />,
        children: [
          { index: true, element: <DeskHome /> },
          {
            path: 'me',
            lazy: async () => ({
              Component: (await import('../features/me/SettingsLayout.tsx')).SettingsLayout,
            }),
            children: [
              { index: true, element: <Navigate to="today" replace /> },
              {
                path: 'today',
                lazy: async () => ({ Component: (await import('../features/me/TodayPage.tsx')).TodayPage }),
              },
              {
                path: 'accept',
                lazy: async () => ({ Component: (await import('../features/me/AcceptPage.tsx')).AcceptPage }),
              },
              {
                path: 'alerts',
                lazy: async () => ({
                  Component: (await import('../features/alerts/AlertsPage.tsx')).AlertsPage,
                }),
              },
              {
                path: 'looks',
                lazy: async () => ({ Component: (await import('../features/me/LooksPage.tsx')).LooksPage }),
              },
            ],
          },
          { path: ':tab/:openid?', element: <DeskPage /> },
        ],
      },
      { path: '*', element: <Navigate to="/" replace /> },
    ],
  },
]
