import { Input, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import styles from './AutoPage.module.css'

export interface AutoTextProps {
  name: 'follow' | 'fallback' | 'queueNotice'
  /** It counts as one of the messages that WeChat allows. */
  spends: boolean
  value: string | null
  changed: boolean
  onChange: (text: string | null) => void
}

/** One text with its switch, beside the phone that shows it. */
export function AutoText({ name, spends, value, changed, onChange }: AutoTextProps) {
  const { t } = useTranslation('admin-auto')
  const id = useId()
  const wrong = changed && value !== null && value.trim() === ''
  return (
    <section className={styles.text} aria-labelledby={`${id}-name`}>
      <div className={styles.edit}>
        <div className={styles.head}>
          <h2 className={styles.heading} id={`${id}-name`}>
            {t(`${name}.name`)}
          </h2>
          <span className={spends ? styles.spends : styles.free}>{t(spends ? 'spends' : 'free')}</span>
          <Switch
            checked={value !== null}
            aria-label={t(`${name}.name`)}
            onChange={(on) => onChange(on ? t(`${name}.example`) : null)}
          />
        </div>
        <p className={styles.help}>{t(`${name}.help`)}</p>
        {value === null ? null : (
          <>
            <Input.TextArea
              aria-label={t(`${name}.name`)}
              aria-describedby={`${id}-error`}
              value={value}
              rows={4}
              maxLength={600}
              showCount
              status={wrong ? 'error' : ''}
              onChange={(event) => onChange(event.target.value)}
            />
            {wrong ? (
              <p className={styles.wrong} id={`${id}-error`} role="alert">
                {t('empty')}
              </p>
            ) : null}
          </>
        )}
      </div>
      {value === null ? null : <Phone fan={t(`${name}.fan`)} text={value} />}
    </section>
  )
}

/** The chat as the customer sees it. */
function Phone({ fan, text }: { fan: string; text: string }) {
  const { t } = useTranslation('admin-auto')
  const account = useDesk((desk) => desk.account.name)
  return (
    <figure className={styles.phone} aria-label={t('preview')}>
      <figcaption className={styles.bar}>{account}</figcaption>
      <div className={styles.chat}>
        {fan === '' ? null : <p className={styles.fan}>{fan}</p>}
        <p className={styles.answer}>{text}</p>
      </div>
    </figure>
  )
}
