import type { AccountSettings } from '@duokefu/contract'
import { Button, Checkbox, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { ordinaryQuota, quotaCauses } from './ordinary-quota.ts'
import { SwitchSetting } from './SettingFields.tsx'
import styles from './SettingsPage.module.css'
import type { SettingsForm } from './use-settings-form.ts'

type Quota = AccountSettings['quota']
type Cause = keyof Quota

/** What WeChat allows after each act of a fan (L9): WeChat changes it now and then, so it is a setting. */
export function QuotaFields({ of }: { of: SettingsForm }) {
  const { t } = useTranslation('admin-settings')
  const quota = of.form.quota ?? ordinaryQuota
  const isOrdinary = JSON.stringify(quota) === JSON.stringify(ordinaryQuota)
  const put = (cause: Cause, part: Partial<Quota[Cause]>) => {
    of.leave('quota')
    of.change({ quota: { ...quota, [cause]: { ...quota[cause], ...part } } })
  }
  return (
    <>
      <table className={styles.quota}>
        <thead>
          <tr>
            <th scope="col">{t('quota.after')}</th>
            <th scope="col">{t('quota.messages')}</th>
            <th scope="col">{t('quota.window')}</th>
          </tr>
        </thead>
        <tbody>
          {quotaCauses.map((cause) => {
            const { messages, windowMinutes } = quota[cause]
            const name = t(`quota.causes.${cause}`)
            const isUnlimited = messages === 'unlimited'
            return (
              <tr key={cause}>
                <th scope="row">{name}</th>
                <td>
                  <span className={styles.number}>
                    <InputNumber
                      aria-label={t('quota.messagesOf', { name })}
                      value={isUnlimited ? null : messages}
                      disabled={isUnlimited}
                      min={1}
                      max={100}
                      precision={0}
                      controls={false}
                      onChange={(value) => put(cause, { messages: value ?? Number.NaN })}
                    />
                    <Checkbox
                      checked={isUnlimited}
                      onChange={(event) =>
                        put(cause, {
                          messages: event.target.checked
                            ? 'unlimited'
                            : finite(ordinaryQuota[cause].messages),
                        })
                      }
                    >
                      {t('quota.unlimited')}
                    </Checkbox>
                  </span>
                </td>
                <td>
                  <Window
                    label={t('quota.windowOf', { name })}
                    minutes={windowMinutes}
                    onChange={(minutes) => put(cause, { windowMinutes: minutes })}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {of.isWrong('quota') ? (
        <p className={styles.wrong} role="alert">
          {t('quota.wrong')}
        </p>
      ) : null}
      {isOrdinary ? (
        <p className={styles.help}>{t('quota.ordinary')}</p>
      ) : (
        <p className={styles.warn}>
          {t('quota.changed')}
          <Button size="small" onClick={() => of.change({ quota: ordinaryQuota })}>
            {t('quota.restore')}
          </Button>
        </p>
      )}
      <SwitchSetting of={of} name="passiveFree" />
    </>
  )
}

/** Hours from two on, else minutes. */
function Window({
  label,
  minutes,
  onChange,
}: {
  label: string
  minutes: number
  onChange: (minutes: number) => void
}) {
  const { t } = useTranslation('admin-settings')
  const unit = minutes >= 120 && minutes % 60 === 0 ? 60 : 1
  return (
    <span className={styles.number}>
      <InputNumber
        aria-label={label}
        value={Number.isNaN(minutes) ? null : minutes / unit}
        min={1}
        max={10_080 / unit}
        precision={0}
        controls={false}
        onChange={(value) => onChange(value === null ? Number.NaN : value * unit)}
      />
      {t(unit === 60 ? 'quota.hours' : 'quota.minutes')}
    </span>
  )
}

function finite(messages: number | 'unlimited'): number {
  return messages === 'unlimited' ? 5 : messages
}
