import { lazy, Suspense } from 'react'
import { useStoreState } from '../../realtime/hooks.ts'

const fetchFrame = () => import('./LoginEndedFrame.tsx')
const LoginEndedFrame = lazy(async () => ({ default: (await fetchFrame()).LoginEndedFrame }))

/** Fetches the overlay before it is needed: then there may be nobody to fetch it from. */
export function prepareLoginEnded(): void {
  void fetchFrame().catch(() => {})
}

/** Over the desk when this login is over: what was written is kept, and stays in sight behind it. */
export function LoginEnded() {
  const ended = useStoreState((state) => state.ended)
  if (ended === null) return null
  return (
    <Suspense fallback={null}>
      <LoginEndedFrame why={ended} />
    </Suspense>
  )
}
