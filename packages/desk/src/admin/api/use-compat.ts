import type { CompatAnswer } from '@duokefu/contract'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { compatApi } from './compat-api.ts'

export interface CompatAccess {
  readonly query: UseQueryResult<CompatAnswer>
  /** Carries a change out at once and shows what is true after it; null when it was refused, which is said. */
  does<Answer extends CompatAnswer | { readonly compat: CompatAnswer }>(
    act: (accountId: string) => Promise<Answer>,
  ): Promise<Answer | null>
}

/** API 接入 of the account. */
export function useCompat(): CompatAccess {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const queryKey = ['compat', accountId]
  return {
    query: useQuery({
      queryKey,
      queryFn: () => compatApi.compat(accountId),
      // Whoever was just turned away appears by themselves.
      refetchInterval: 10_000,
    }),
    async does(act) {
      try {
        const done = await act(accountId)
        queries.setQueryData(queryKey, 'compat' in done ? done.compat : done)
        return done
      } catch (thrown) {
        say.failed(thrown)
        return null
      }
    },
  }
}
