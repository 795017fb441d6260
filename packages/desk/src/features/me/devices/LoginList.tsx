import type { LoginsAnswer } from '@duokefu/contract'
import { Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { toast } from '../../../ui/toast.ts'
import styles from './DevicesPage.module.css'
import { endAllLogins, endLogin } from './device-requests.ts'

type Login = LoginsAnswer['logins'][number]

/** One row per browser; this one first said to be this one. */
export function LoginList({ logins, onChanged }: { logins: readonly Login[]; onChanged: () => void }) {
  const { t } = useTranslation('devices')
  const errorText = useErrorText()
  const [asking, setAsking] = useState(false)

  async function carryOut(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      onChanged()
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    }
  }

  return (
    <section className={styles.section} aria-labelledby="logins">
      <div className={styles.head}>
        <h2 id="logins">{t('logins')}</h2>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('endAll')}
        </Button>
      </div>
      <ul className={styles.list}>
        {logins.map((login) => (
          <LoginRow key={login.id} login={login} onEnd={() => void carryOut(() => endLogin(login.id))} />
        ))}
      </ul>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('endAllTitle')}
        description={t('endAllText', { total: logins.length })}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
            <Button
              variant="danger"
              onClick={() =>
                void carryOut(async () => {
                  await endAllLogins()
                  // Nobody is logged in here any more.
                  location.assign('/login')
                })
              }
            >
              {t('endAll')}
            </Button>
          </>
        }
      />
    </section>
  )
}

const phones = new Set(['iOS', 'Android', 'HarmonyOS'])

function LoginRow({ login, onEnd }: { login: Login; onEnd: () => void }) {
  const { t, i18n } = useTranslation('devices')
  const where = [login.browser, login.system].filter((part) => part !== null).join(' · ')
  const Picture = phones.has(login.system ?? '') ? Smartphone : Monitor
  const time = new Intl.DateTimeFormat(i18n.language, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  return (
    <li className={styles.row}>
      <Picture size={20} strokeWidth={1.75} aria-hidden="true" />
      <div className={styles.words}>
        <span>{where === '' ? t('unknown') : where}</span>
        <span className={styles.small}>
          {[
            login.address,
            login.current ? t('now') : t('seen', { time: time.format(login.lastSeenAt) }),
            t('since', { time: time.format(login.createdAt) }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
      {login.current ? (
        <span className={styles.current}>{t('current')}</span>
      ) : (
        <Button size="small" onClick={onEnd} aria-label={t('endOne', { where })}>
          {t('end')}
        </Button>
      )}
    </li>
  )
}
