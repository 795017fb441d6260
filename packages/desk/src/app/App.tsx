import { createBrowserRouter, RouterProvider } from 'react-router'
import { routes } from './routes.tsx'
import { SessionProvider } from './session.tsx'

const router = createBrowserRouter(routes)

export function App() {
  return (
    <SessionProvider>
      <RouterProvider router={router} />
    </SessionProvider>
  )
}
