import type { AccountSettings, AccountSettingsAnswer } from '@duokefu/contract'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../../realtime/api-error.ts'
import { accountApi } from '../api.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'

export interface AccountSettingsAccess {
  readonly query: UseQueryResult<AccountSettingsAnswer>
  /** Saves what is given over `version`; true when it was. Says so, or why not; after another admin's change the latest is fetched. */
  save(version: number, settings: Partial<AccountSettings>): Promise<boolean>
}

/** An account's settings, for the pages that edit a part of them. */
export function useAccountSettings(): AccountSettingsAccess {
  const { t } = useTranslation('admin')
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const queryKey = ['settings', accountId]
  return {
    query: useQuery({ queryKey, queryFn: () => accountApi.settings(accountId) }),
    async save(version, settings) {
      try {
        queries.setQueryData(queryKey, await accountApi.changeSettings(accountId, { version, settings }))
        say.done(t('saved'))
        return true
      } catch (thrown) {
        say.failed(thrown)
        if (asApiError(thrown).code === 'changed_meanwhile') await queries.invalidateQueries({ queryKey })
        return false
      }
    },
  }
}
