import { Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { useDesk } from '../realtime/hooks.ts'
import { AdminLayout } from './AdminLayout.tsx'
import { AdminTheme } from './AdminTheme.tsx'
import { pagesFor } from './pages.ts'

/** 管理后台: a chunk of its own, with antd in it. Every page of it asks for what it shows and says what failed. */
export function AdminArea() {
  const role = useDesk((desk) => desk.me.role)
  const pages = pagesFor(role)
  const [first] = pages
  const accountId = useDesk((desk) => desk.account.id)
  if (first === undefined) return <Navigate to={`/desk/${accountId}`} replace />
  return (
    <AdminTheme>
      <AdminLayout pages={pages}>
        <Suspense fallback={null}>
          <Routes>
            {pages.map(({ path, Page }) => (
              <Route key={path} path={`${path}/*`} element={<Page />} />
            ))}
            <Route path="*" element={<Navigate to={`/admin/${accountId}/${first.path}`} replace />} />
          </Routes>
        </Suspense>
      </AdminLayout>
    </AdminTheme>
  )
}
