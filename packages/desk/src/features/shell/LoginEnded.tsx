import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useTranslation } from 'react-i18next'
import { useStoreState } from '../../realtime/hooks.ts'
import styles from './LoginEnded.module.css'

/** Over the desk when this login is over: what was written is kept, and stays in sight behind it. */
export function LoginEnded() {
  const { t } = useTranslation('shell')
  const ended = useStoreState((state) => state.ended)
  return (
    <AlertDialog.Root open={ended !== null}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup}>
          <AlertDialog.Title className={styles.title}>
            {t(`ended.${ended ?? 'login_ended'}`)}
          </AlertDialog.Title>
          <a className={styles.login} href="/login">
            {t('ended.login')}
          </a>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
