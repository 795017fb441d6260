import type { MySettings } from '@duokefu/contract'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDeskStore, useMe } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, SettingsPage } from '../../ui/Form.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { toast } from '../../ui/toast.ts'
import styles from './AcceptPage.module.css'
import { type AcceptForm, changesOf, formOf } from './accept-form.ts'

/** 接入设置: auto-accept, the limit, the greeting. */
export function AcceptPage() {
  const { settings } = useMe()
  const begun = JSON.stringify(formOf(settings))
  // Changed elsewhere (the switch in the list, another browser): the form begins again from there.
  return <Form key={begun} begun={begun} settings={settings} />
}

/** What was typed and not saved when the page was left, for when it is opened again. */
let left: { readonly begun: string; readonly form: AcceptForm } | null = null

function Form({ begun, settings }: { begun: string; settings: MySettings }) {
  const { t } = useTranslation('me')
  const store = useDeskStore()
  const errorText = useErrorText()
  const [form, setForm] = useState(() => (left?.begun === begun ? left.form : formOf(settings)))
  const [checked, setChecked] = useState(false)
  const [saving, setSaving] = useState(false)
  const changes = changesOf(form, settings)
  const id = useId()
  useEffect(() => {
    left = changes.changed ? { begun, form } : null
  }, [changes.changed, begun, form])
  const change = (part: Partial<AcceptForm>) => setForm((before) => ({ ...before, ...part }))

  async function save(): Promise<void> {
    setChecked(true)
    if (changes.patch === null) return
    setSaving(true)
    try {
      await store.patchMe(changes.patch)
      toast.show({ text: t('accept.saved') })
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    } finally {
      setSaving(false)
    }
  }

  return (
    <SettingsPage title={t('accept.title')}>
      <Field help={t('accept.autoHelp')}>
        <Switch checked={form.autoAccept} onChange={(autoAccept) => change({ autoAccept })}>
          {t('accept.auto')}
        </Switch>
      </Field>
      <Field
        label={t('accept.maximum')}
        htmlFor={`${id}-maximum`}
        help={t('accept.maximumHelp')}
        helpId={`${id}-maximum-help`}
        error={checked && changes.maximumWrong ? t('accept.maximumWrong') : null}
      >
        <input
          id={`${id}-maximum`}
          className={styles.number}
          inputMode="numeric"
          value={form.maximum}
          aria-invalid={checked && changes.maximumWrong}
          aria-describedby={`${id}-maximum-help`}
          onBlur={() => setChecked(true)}
          onChange={(event) => change({ maximum: event.target.value })}
        />
      </Field>
      <Field>
        <Switch checked={form.greets} onChange={(greets) => change({ greets })}>
          {t('accept.greeting')}
        </Switch>
      </Field>
      {form.greets ? (
        <Field
          label={t('accept.greetingText')}
          htmlFor={`${id}-greeting`}
          help={t('accept.greetingHelp')}
          helpId={`${id}-greeting-help`}
          error={checked && changes.greetingWrong ? t('accept.greetingWrong') : null}
        >
          <textarea
            id={`${id}-greeting`}
            className={styles.text}
            rows={4}
            maxLength={600}
            value={form.greeting}
            aria-invalid={checked && changes.greetingWrong}
            aria-describedby={`${id}-greeting-help`}
            onBlur={() => setChecked(true)}
            onChange={(event) => change({ greeting: event.target.value })}
          />
          <span className={styles.counter}>{t('accept.counter', { length: form.greeting.length })}</span>
        </Field>
      ) : null}
      {changes.changed ? (
        <div className={styles.save}>
          <Button variant="primary" disabled={saving} onClick={() => void save()}>
            {t('accept.save')}
          </Button>
          <Button onClick={() => setForm(formOf(settings))}>{t('accept.discard')}</Button>
        </div>
      ) : null}
    </SettingsPage>
  )
}
