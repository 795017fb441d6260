import type { Rule, RulesAnswer } from '@duokefu/contract'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { asApiError } from '../../realtime/api-error.ts'
import { accountApi } from '../api.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'

export interface RulesAccess {
  readonly query: UseQueryResult<RulesAnswer>
  /** Shows the list at once and saves it, each change after the one before; true when it is saved. */
  save(change: (rules: readonly Rule[]) => readonly Rule[]): Promise<boolean>
}

/** An account's rules. Each act is saved by itself; when another admin was first, the latest list is shown instead. */
export function useRules(): RulesAccess {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const queryKey = ['rules', accountId]
  const saving = useRef<Promise<unknown>>(Promise.resolve())

  async function saveNow(change: (rules: readonly Rule[]) => readonly Rule[]): Promise<boolean> {
    const known = queries.getQueryData<RulesAnswer>(queryKey)
    if (known === undefined) return false
    const rules = [...change(known.rules)]
    queries.setQueryData<RulesAnswer>(queryKey, { ...known, rules })
    try {
      queries.setQueryData(queryKey, await accountApi.putRules(accountId, { version: known.version, rules }))
      return true
    } catch (thrown) {
      queries.setQueryData(queryKey, known)
      say.failed(thrown)
      if (asApiError(thrown).code === 'changed_meanwhile') await queries.invalidateQueries({ queryKey })
      return false
    }
  }

  return {
    query: useQuery({ queryKey, queryFn: () => accountApi.rules(accountId) }),
    save(change) {
      const saved = saving.current.then(() => saveNow(change))
      saving.current = saved
      return saved
    },
  }
}
