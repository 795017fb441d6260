import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { accountApi } from '../../api.ts'
import note from '../../parts/Note.module.css'
import { useAccountId } from '../../parts/use-account.ts'

/** A condition on business hours means little while there are none. */
export function HoursNote() {
  const { t } = useTranslation('admin-rules')
  const accountId = useAccountId()
  const { data } = useQuery({
    queryKey: ['settings', accountId],
    queryFn: () => accountApi.settings(accountId),
  })
  if (data === undefined || data.settings.businessHours !== null) return null
  return (
    <p className={note.warn}>
      {t('conditions.business_hours.none')}{' '}
      <Link to={`/admin/${accountId}/settings#hours`}>{t('conditions.business_hours.set')}</Link>
    </p>
  )
}
