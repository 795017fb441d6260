import type { CurrentMenu, MenuAnswer, MenuTold } from '@duokefu/contract'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../../realtime/api-error.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { menuApi } from './menu-api.ts'
import type { MenuDraft } from './use-menu-draft.ts'

export interface MenuAccess {
  readonly query: UseQueryResult<MenuAnswer>
  /** What WeChat has, asked when the page opens and after each change of it. */
  readonly current: UseQueryResult<CurrentMenu>
  /** WeChat's own no to the last publishing or deleting. */
  readonly problem: MenuTold['problem']
  /** True when it is saved; else it is said why not. */
  save(draft: Pick<MenuDraft, 'menu' | 'actions'>, version: number): Promise<boolean>
  /** Of what was saved last. */
  publish(): Promise<boolean>
  remove(): Promise<boolean>
}

/** An account's menu: the one that is being edited, and the one that fans have. */
export function useMenu(): MenuAccess {
  const { t } = useTranslation('admin-menu')
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const [problem, setProblem] = useState<MenuTold['problem']>(null)
  const queryKey = ['menu', accountId]
  const currentKey = ['current-menu', accountId]

  async function tell(run: () => Promise<MenuTold>, done: string): Promise<boolean> {
    setProblem(null)
    try {
      const told = await run()
      queries.setQueryData(queryKey, told.state)
      setProblem(told.problem)
      await queries.invalidateQueries({ queryKey: ['rules', accountId] })
      await queries.invalidateQueries({ queryKey: currentKey })
      if (told.problem === null) say.done(done)
      return told.problem === null
    } catch (thrown) {
      return refused(thrown)
    }
  }

  async function refused(thrown: unknown): Promise<false> {
    say.failed(thrown)
    if (asApiError(thrown).code === 'changed_meanwhile') await queries.invalidateQueries({ queryKey })
    return false
  }

  return {
    query: useQuery({ queryKey, queryFn: () => menuApi.menu(accountId) }),
    current: useQuery({
      queryKey: currentKey,
      queryFn: () => menuApi.current(accountId),
      refetchOnWindowFocus: false,
      staleTime: 60_000,
    }),
    problem,
    async save({ menu, actions }, version) {
      try {
        queries.setQueryData(queryKey, await menuApi.save(accountId, { version, menu, actions }))
        await queries.invalidateQueries({ queryKey: ['rules', accountId] })
        return true
      } catch (thrown) {
        return refused(thrown)
      }
    },
    publish() {
      const known = queries.getQueryData<MenuAnswer>(queryKey)
      return tell(() => menuApi.publish(accountId, known?.version ?? 0), t('published'))
    },
    remove: () => tell(() => menuApi.remove(accountId), t('removed')),
  }
}
