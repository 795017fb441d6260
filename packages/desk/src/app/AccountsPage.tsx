import { useTranslation } from 'react-i18next'
import { Link, Navigate } from 'react-router'
import { useWaitingCounts } from '../realtime/use-waiting-counts.ts'
import styles from './SinglePage.module.css'
import { useSession } from './session.tsx'

/** Which of several accounts to serve: what one is there, and how many customers wait. */
export function AccountsPage() {
  const { t } = useTranslation('shell')
  const { state } = useSession()
  const waiting = useWaitingCounts(state.status === 'in')
  if (state.status === 'loading') return null
  if (state.status !== 'in') return <Navigate to="/" replace />
  const { accounts } = state.session
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>{t(accounts.length === 0 ? 'load.unknownAccount' : 'load.choose')}</h1>
      <ul className={styles.choices}>
        {accounts.map((account) => (
          <li key={account.id}>
            <Link className={styles.choice} to={`/desk/${account.id}`}>
              <span className={styles.name}>
                {account.name}
                <span className={styles.small}>{t(`role.${account.role}`)}</span>
              </span>
              {(waiting[account.id] ?? 0) === 0 ? null : (
                <span className={styles.waiting}>{t('account.waiting', { total: waiting[account.id] })}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      {accounts.length === 0 || accounts.some(({ role }) => role === 'owner') ? (
        <Link className={styles.small} to="/accounts/new">
          {t('load.connectAnother')}
        </Link>
      ) : null}
    </main>
  )
}
