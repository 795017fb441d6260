import { BookOpen, Headset } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import styles from './EntryPage.module.css'
import { LoginFrame } from './LoginCard.tsx'

/** `/` for whoever isn't logged in: the two ways of the seed's figure 12. */
export function EntryPage() {
  const { t } = useTranslation('login')
  return (
    <LoginFrame>
      <nav className={styles.ways} aria-label={t('entry.ways')}>
        <Link className={styles.way} to="/login">
          <Headset size={32} strokeWidth={1.5} aria-hidden="true" />
          <strong>{t('entry.desk')}</strong>
          <span>{t('entry.deskHint')}</span>
        </Link>
        <a className={styles.way} href="/help">
          <BookOpen size={32} strokeWidth={1.5} aria-hidden="true" />
          <strong>{t('entry.help')}</strong>
          <span>{t('entry.helpHint')}</span>
        </a>
      </nav>
    </LoginFrame>
  )
}
