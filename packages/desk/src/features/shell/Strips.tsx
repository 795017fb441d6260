import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useConnection, useDesk, useDeskStore, useMe, useNow, useStoreState } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'
import { useDelayed } from '../../ui/use-delayed.ts'
import { useSetStatus } from './StatusMenu.tsx'
import styles from './Strips.module.css'

/** A restart of the server is over before this: not worth a line. */
const WORTH_SAYING_MS = 1_500

/** Lines under the top bar: what keeps messages or customers from coming. At most one of each. */
export function Strips() {
  const { t } = useTranslation('shell')
  const storageAway = useDesk((desk) => desk.storageAway)
  const { id, interfaceOn, wechatDesk } = useDesk((desk) => desk.account)
  const mayView = useDesk(({ me }) => me.role === 'admin' || me.role === 'owner')
  const { settings } = useMe()
  const setStatus = useSetStatus()
  return (
    <div data-region="strips">
      <ConnectionStrip />
      {storageAway || !interfaceOn ? (
        <p className={styles.warn} role="alert">
          {t(`connection.${storageAway ? 'storageAway' : wechatDesk ? 'wechatDesk' : 'interfaceOff'}`)}
          {mayView && !storageAway ? (
            <Link className={styles.act} to={`/admin/${id}/interface`}>
              {t('connection.interfaceView')}
            </Link>
          ) : null}
        </p>
      ) : null}
      {settings.status === 'away' ? (
        <p className={styles.plain}>
          {t('status.awayStrip')}
          <button type="button" className={styles.act} onClick={() => setStatus('online')}>
            {t('status.goOnline')}
          </button>
        </p>
      ) : null}
    </div>
  )
}

function ConnectionStrip() {
  const { t } = useTranslation('shell')
  const store = useDeskStore()
  const { status, retryAt } = useConnection()
  const now = useNow(1_000)
  const lost = useDelayed(status !== 'online', WORTH_SAYING_MS)
  const shown = useRef(false)

  useEffect(() => {
    if (lost) shown.current = true
    else if (status === 'online' && shown.current) {
      shown.current = false
      toast.show({ text: t('connection.back') })
    }
  }, [lost, status, t])

  if (!lost) return null
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1_000)
  return (
    <p className={styles.warn} role="alert">
      {/* The count would be read out every second. */}
      <span className="visually-hidden">{t('connection.lost')}</span>
      <span aria-hidden="true">
        {seconds > 0 ? t('connection.lostIn', { seconds }) : t('connection.lost')}
      </span>
      <button type="button" className={styles.act} onClick={() => store.retryNow()}>
        {t('connection.retry')}
      </button>
    </p>
  )
}

export interface UnsentStripProps {
  onOpen: (openid: string) => void
}

/** What was written while the connection was away for long: the conversation asks what to do with it. */
export function UnsentStrip({ onOpen }: UnsentStripProps) {
  const { t } = useTranslation('shell')
  const first = useStoreState(({ pending }) => pending.find((reply) => reply.state === 'unsent') ?? null)
  const total = useStoreState(({ pending }) => pending.filter((reply) => reply.state === 'unsent').length)
  if (first === null) return null
  return (
    <p className={styles.warn}>
      {t('connection.unsent', { total })}
      <button type="button" className={styles.act} onClick={() => onOpen(first.openid)}>
        {t('connection.open')}
      </button>
    </p>
  )
}
