import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useTranslation } from 'react-i18next'
import styles from './LoginEnded.module.css'

/** The words of `LoginEnded`, over everything. */
export function LoginEndedFrame({ why }: { why: 'login_ended' | 'agent_left' }) {
  const { t } = useTranslation('shell')
  return (
    <AlertDialog.Root open>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup}>
          <AlertDialog.Title className={styles.title}>{t(`ended.${why}`)}</AlertDialog.Title>
          <a className={styles.login} href="/login">
            {t('ended.login')}
          </a>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
