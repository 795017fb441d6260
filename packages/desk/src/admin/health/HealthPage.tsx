import type { Health } from '@duokefu/contract'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { Callbacks } from './Callbacks.tsx'
import { Developer } from './Developer.tsx'
import { type Finding, findingsOf } from './findings.ts'
import styles from './HealthPage.module.css'
import { healthOf } from './health-api.ts'
import { useMoment } from './use-moment.ts'

/** 健康 (L6, L8): whether WeChat, the merchant's server and we understand each other. What is wrong stands first. */
export function HealthPage() {
  const { t } = useTranslation('admin-health')
  const accountId = useAccountId()
  const query = useQuery({
    queryKey: ['health', accountId],
    queryFn: () => healthOf(accountId),
    refetchInterval: 5_000,
  })
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="health">
      <Loaded query={query}>
        {(health) => (
          <>
            <Findings health={health} />
            {health.developer.state === 'none' ? null : (
              <Section title={t('developer.title')} lead={t('developer.lead')}>
                <Developer developer={health.developer} />
              </Section>
            )}
            <Section title={t('callbacks.title')}>
              <Callbacks callbacks={health.callbacks} />
            </Section>
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function Findings({ health }: { health: Health }) {
  const { t } = useTranslation('admin-health')
  const found = findingsOf(health)
  const wrong = found.filter(({ state }) => state === 'bad' || state === 'warn')
  // Before the first request of WeChat nothing has been shown to work.
  const well = found.some(({ says }) => says === 'callbacksNever') ? 'nothingYet' : 'well'
  return (
    <section aria-label={t('parts')}>
      <p className={styles.sum} role="status">
        {wrong.length === 0 ? t(well) : t('wrong', { total: wrong.length })}
      </p>
      <ul className={styles.findings}>
        {found.map((finding) => (
          <FindingRow key={finding.part} finding={finding} />
        ))}
      </ul>
    </section>
  )
}

const marks = { bad: CircleAlert, warn: TriangleAlert, unknown: CircleDashed, good: CircleCheck } as const

function FindingRow({ finding }: { finding: Finding }) {
  const { t, i18n } = useTranslation('admin-health')
  const accountId = useAccountId()
  const moment = useMoment()
  const { part, state, says, at, total, text, to } = finding
  const Mark = marks[state]
  const values = { time: at == null ? '' : moment(at), total, text }
  const next = i18n.exists(`admin-health:next.${says}`) ? t(`next.${says}`, values) : null
  return (
    <li className={styles.finding} data-state={state}>
      <span className={styles[state]}>
        <Mark size={18} strokeWidth={1.75} aria-label={t(`states.${state}`)} />
      </span>
      <span className={styles.part}>{t(`part.${part}`)}</span>
      <div className={styles.words}>
        <p>{t(`says.${says}`, values)}</p>
        {next === null ? null : <p className={styles.next}>{next}</p>}
      </div>
      {to === undefined ? null : (
        <Link className={styles.act} to={`/admin/${accountId}/${to}`}>
          {t(`to.${to}`)}
        </Link>
      )}
    </li>
  )
}
