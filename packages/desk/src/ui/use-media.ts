import { useCallback, useSyncExternalStore } from 'react'

/** Where the layout changes (§3 Columns, §4). */
export const phone = '(max-width: 767px)'
export const narrow = '(max-width: 1179px)'

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}
