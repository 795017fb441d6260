import { useSyncExternalStore } from 'react'
import { useDrafts } from '../../../realtime/drafts.ts'

/** Whether something is typed; renders only when that changes, not with every key. */
export function useHasDraft(openid: string): boolean {
  const drafts = useDrafts()
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(openid).trim() !== '')
}
