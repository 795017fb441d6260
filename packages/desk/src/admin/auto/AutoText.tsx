import { Input, Switch } from 'antd'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import styles from './AutoPage.module.css'
import { type AutoTextName, sampleOf } from './auto-texts.ts'

export interface AutoTextProps {
  name: AutoTextName
  /** It usually counts as one of the messages that WeChat allows. */
  spends: boolean
  /** When that is different. */
  note: string
  value: string | null
  changed: boolean
  onChange: (text: string | null) => void
  /** What can be put into the text where the caret is. */
  tools?: (insert: (words: string) => void) => ReactNode
  /** What else there is to set. */
  children?: ReactNode
}

/** One text with its switch, beside the phone that shows it. */
export function AutoText({
  name,
  spends,
  note,
  value,
  changed,
  onChange,
  tools,
  children = null,
}: AutoTextProps) {
  const { t } = useTranslation('admin-auto')
  const id = useId()
  const wrong = changed && value !== null && value.trim() === ''

  function insert(words: string): void {
    const field = document.getElementById(`${id}-text`)
    if (!(field instanceof HTMLTextAreaElement)) return
    const { selectionEnd, value: text } = field
    // Nobody has been in the field yet: behind what it says.
    const at = selectionEnd === 0 ? text.length : selectionEnd
    onChange(text.slice(0, at) + words + text.slice(at))
    const caret = at + words.length
    field.focus()
    requestAnimationFrame(() => field.setSelectionRange(caret, caret))
  }

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
        <p className={styles.help}>
          {t(`${name}.help`)}
          {value === null ? null : note}
        </p>
        {value === null ? null : (
          <>
            <Input.TextArea
              id={`${id}-text`}
              aria-label={t(`${name}.name`)}
              aria-describedby={`${id}-error`}
              aria-invalid={wrong}
              value={value}
              rows={3}
              maxLength={600}
              showCount
              status={wrong ? 'error' : ''}
              onChange={(event) => onChange(event.target.value)}
            />
            {tools === undefined ? null : tools(insert)}
            {wrong ? (
              <p className={styles.wrong} id={`${id}-error`} role="alert">
                {t('empty')}
              </p>
            ) : null}
          </>
        )}
        {children}
      </div>
      {value === null ? null : (
        <Phone fan={t(`${name}.fan`)} text={name === 'queueNotice' ? sampleOf(value) : value} />
      )}
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
