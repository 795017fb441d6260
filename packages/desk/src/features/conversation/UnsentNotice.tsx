import { useTranslation } from 'react-i18next'
import { useDeskStore, usePending } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './UnsentNotice.module.css'

/** 「断线时写的 2 条还没发出」: after a long break the agent decides. */
export function UnsentNotice({
  openid,
  onRecall,
}: {
  openid: string
  onRecall: (clientIds: readonly string[]) => void
}) {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const unsent = usePending(openid).filter(({ state }) => state === 'unsent')
  const ids = unsent.map(({ clientId }) => clientId)
  if (ids.length === 0) return null
  return (
    <div className={styles.notice} role="status">
      <p className={styles.words}>{t('composer.unsent', { count: ids.length })}</p>
      <Button size="small" onClick={() => store.resend(ids)}>
        {t('delivery.send')}
      </Button>
      <Button size="small" variant="quiet" onClick={() => onRecall(ids)}>
        {t('delivery.toEditor')}
      </Button>
    </div>
  )
}
