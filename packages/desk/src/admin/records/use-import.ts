import type { ImportAnswer } from '@duokefu/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { request, requestJson } from '../../realtime/http.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'

/** While it runs the page follows it. */
const followMs = 1_500

/** 升级 as far as it is, and its three acts. */
export function useImport() {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const path = `/api/accounts/${accountId}/import`
  const queryKey = ['import', accountId]
  const query = useQuery({
    queryKey,
    queryFn: async () => (await request(path)) as ImportAnswer,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? followMs : false),
  })

  async function act(method: 'POST' | 'PATCH', body: unknown): Promise<void> {
    try {
      queries.setQueryData(queryKey, await requestJson(path, method, body))
    } catch (thrown) {
      say.failed(thrown)
    }
  }
  return {
    query,
    begin: (days: number) => act('POST', { days }),
    pause: () => act('PATCH', { state: 'paused' }),
    goOn: () => act('PATCH', { state: 'running' }),
  }
}
