import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { ExportForm } from './ExportForm.tsx'
import { ImportProgress } from './ImportProgress.tsx'
import { ImportStart } from './ImportStart.tsx'
import { useImport } from './use-import.ts'

/** 升级与记录: what comes from WeChat's own desk (S12), files of what was said, and how long it is kept (L12). */
export function RecordsPage() {
  const { t } = useTranslation('admin-records')
  const accountId = useAccountId()
  const { query, begin, pause, goOn } = useImport()
  return (
    <AdminPage title={t('title')} help="records" form>
      <Section title={t('upgrade.title')} lead={t('upgrade.lead')}>
        <Loaded query={query}>
          {(now) => (
            <>
              {now.state === null ? null : <ImportProgress now={now} onPause={pause} onGoOn={goOn} />}
              {now.state === 'running' ? null : (
                <ImportStart retentionDays={now.retentionDays} again={now.state !== null} onBegin={begin} />
              )}
            </>
          )}
        </Loaded>
      </Section>
      <Section title={t('export.title')} lead={t('export.lead')}>
        <ExportForm accountId={accountId} />
      </Section>
      <Section title={t('kept.title')}>
        <p>
          {query.data === undefined ? null : t('kept.days', { days: query.data.retentionDays })}{' '}
          <Link to={`/admin/${accountId}/settings`}>{t('kept.change')}</Link>
        </p>
      </Section>
    </AdminPage>
  )
}
