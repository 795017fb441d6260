import type { MySettings } from '@duokefu/contract'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../realtime/hooks.ts'
import { Field, SettingsPage } from '../../ui/Form.tsx'
import { Switch } from '../../ui/Switch.tsx'
import styles from './AcceptPage.module.css'
import { type AcceptForm, changesOf, formOf } from './accept-form.ts'
import { SaveRow } from './SaveRow.tsx'
import { type LeftForm, useSettingsForm } from './use-settings-form.ts'

/** 接入设置: auto-accept, the limit, the greeting. */
export function AcceptPage() {
  const { settings } = useMe()
  const begun = JSON.stringify(formOf(settings))
  // Changed elsewhere (the switch in the list, another browser): the form begins again from there.
  return <Form key={begun} begun={begun} settings={settings} />
}

const left: LeftForm<AcceptForm> = { kept: null }

function Form({ begun, settings }: { begun: string; settings: MySettings }) {
  const { t } = useTranslation('me')
  const look = (form: AcceptForm) => changesOf(form, settings)
  const { form, setForm, changed, checked, check, saving, save, discard } = useSettingsForm({
    left,
    begun,
    start: () => formOf(settings),
    look,
  })
  const changes = look(form)
  const id = useId()
  const change = (part: Partial<AcceptForm>) => setForm((before) => ({ ...before, ...part }))

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
          onBlur={check}
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
            onBlur={check}
            onChange={(event) => change({ greeting: event.target.value })}
          />
          <span className={styles.counter}>{t('accept.counter', { length: form.greeting.length })}</span>
        </Field>
      ) : null}
      {changed ? <SaveRow saving={saving} onSave={() => void save()} onDiscard={discard} /> : null}
    </SettingsPage>
  )
}
