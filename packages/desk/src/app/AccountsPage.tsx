import { useTranslation } from 'react-i18next'
import { Link, Navigate } from 'react-router'
import styles from './SinglePage.module.css'
import { useSession } from './session.tsx'

/** Which of several accounts to serve. */
export function AccountsPage() {
  const { t } = useTranslation('shell')
  const { state } = useSession()
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
              <span>{account.name}</span>
              <span className={styles.small}>{account.appid}</span>
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
