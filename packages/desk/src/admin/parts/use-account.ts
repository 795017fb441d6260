import { useDesk } from '../../realtime/hooks.ts'

/** The account whose pages these are. */
export function useAccountId(): string {
  return useDesk((desk) => desk.account.id)
}
