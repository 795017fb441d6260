import type { AuditEntry } from '@duokefu/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { accountApi } from '../api.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Failed } from '../parts/Loaded.tsx'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import styles from './AuditPage.module.css'
import { areas, useAuditWords } from './audit-words.ts'
import { ExportAudit } from './ExportAudit.tsx'

/** 审计: time, who, did what, before → after. The chosen filter is in the address. */
export function AuditPage() {
  const { t } = useTranslation('admin-audit')
  const accountId = useAccountId()
  const agents = useDesk((desk) => desk.agents)
  const [query, setQuery] = useSearchParams()
  const area = query.get('area') ?? ''
  const by = query.get('by') ?? ''
  const chosen = { ...(area === '' ? {} : { area }), ...(by === '' ? {} : { by }) }
  const pages = useInfiniteQuery({
    queryKey: ['audit', accountId, area, by],
    queryFn: ({ pageParam }) =>
      accountApi.audit(accountId, {
        ...chosen,
        ...(pageParam === null ? {} : { before: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextBefore,
  })
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? []

  function filter(name: string, value: string): void {
    const next = new URLSearchParams(query)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setQuery(next, { replace: true })
  }

  return (
    <AdminPage title={t('title')} lead={t('lead')} help="audit" extra={<ExportAudit filter={chosen} />}>
      <div className={styles.filters}>
        <Select
          aria-label={t('filter.area')}
          className={styles.filter ?? ''}
          value={area}
          onChange={(value) => filter('area', value)}
          options={[
            { value: '', label: t('filter.everything') },
            ...areas.map((each) => ({ value: each, label: t(`areas.${each}`) })),
          ]}
        />
        <Select
          aria-label={t('filter.by')}
          className={styles.filter ?? ''}
          value={by}
          onChange={(value) => filter('by', value)}
          options={[
            { value: '', label: t('filter.everybody') },
            ...[...agents.values()].map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      {pages.error === null ? null : <Failed error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data !== undefined && entries.length === 0 ? <p className={styles.empty}>{t('empty')}</p> : null}
      {entries.length === 0 ? null : (
        <ol className={styles.entries}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {pages.hasNextPage ? (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('older')}
        </Button>
      ) : null}
    </AdminPage>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { t: tAdmin } = useTranslation('admin')
  const words = useAuditWords()
  const { act, changes } = words(entry)
  return (
    <li className={styles.entry}>
      <time className={styles.time} dateTime={new Date(entry.at).toISOString()}>
        {timeWords(entry.at, Date.now(), tAdmin)}
      </time>
      <span className={styles.by}>{entry.by}</span>
      <div className={styles.what}>
        <p>{act}</p>
        {changes.length === 0 ? null : (
          <ul className={styles.changes}>
            {changes.map(({ name, before, after }) => (
              <li key={name}>
                {name === '' ? null : <span className={styles.name}>{name}</span>}
                <span className={styles.value}>{before}</span>
                <span aria-hidden="true"> → </span>
                <span className={styles.value}>{after}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {entry.address === null ? null : <small className={styles.address}>{entry.address}</small>}
    </li>
  )
}
