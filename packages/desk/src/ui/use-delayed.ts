import { useEffect, useState } from 'react'

/** True once `on` has been true for `ms` without a break: what is over sooner isn't shown at all. */
export function useDelayed(on: boolean, ms: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!on) return
    const timer = window.setTimeout(() => setLate(true), ms)
    return () => {
      window.clearTimeout(timer)
      setLate(false)
    }
  }, [on, ms])
  return on && late
}
