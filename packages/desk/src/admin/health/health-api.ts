import type { Health } from '@duokefu/contract'
import { request } from '../../realtime/http.ts'

/** How the gateway of an account stands, as our own server of the same release says it. */
export async function healthOf(accountId: string): Promise<Health> {
  return (await request(`/api/accounts/${accountId}/health`)) as Health
}
