import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LoginCard } from './LoginCard.tsx'
import styles from './LoginPage.module.css'
import { PasswordForm } from './PasswordForm.tsx'

/** `/login/password` */
export function PasswordPage({ onIn }: { onIn: () => void }) {
  const { t } = useTranslation('login')
  return (
    <LoginCard title={t('password.title')}>
      <PasswordForm onIn={onIn} />
      <p className={styles.small}>{t('password.forgotten')}</p>
      <Link className={styles.other} to="/login">
        {t('byQr')}
      </Link>
    </LoginCard>
  )
}
