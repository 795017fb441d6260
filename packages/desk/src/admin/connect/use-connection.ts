import type { Connection, ConnectionChecks, ConnectionPatch } from '@duokefu/contract'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { accountApi } from '../api.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'

export interface ConnectionAccess {
  readonly query: UseQueryResult<Connection>
  /** Saves what is given; true when it was. */
  save(patch: ConnectionPatch): Promise<boolean>
}

export function useConnection(): ConnectionAccess {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const queryKey = ['connection', accountId]
  return {
    query: useQuery({ queryKey, queryFn: () => accountApi.connection(accountId) }),
    async save(patch) {
      try {
        queries.setQueryData(queryKey, await accountApi.changeConnection(accountId, patch))
        return true
      } catch (thrown) {
        say.failed(thrown)
        return false
      }
    },
  }
}

const oftenMs = 4_000
const seldomMs = 20_000

/** The checks against WeChat, again by themselves: often while something is missing. */
export function useChecks(): UseQueryResult<ConnectionChecks> {
  const accountId = useAccountId()
  return useQuery({
    queryKey: ['checks', accountId],
    queryFn: () => accountApi.check(accountId),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.checks.every((check) => check.state === 'ok') === true ? seldomMs : oftenMs,
  })
}
