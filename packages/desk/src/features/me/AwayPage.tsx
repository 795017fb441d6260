import type { AwaySettings } from '@duokefu/contract'
import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, SettingsPage } from '../../ui/Form.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import styles from './AwayPage.module.css'
import { type AwayForm, changesOf, formOf, mostTexts, withoutText, withText } from './away-form.ts'
import { SaveRow } from './SaveRow.tsx'
import { type LeftForm, useSettingsForm } from './use-settings-form.ts'

/** 离开设置: what each customer hears once while the agent is away. */
export function AwayPage() {
  const { settings } = useMe()
  const begun = JSON.stringify(settings.away)
  // Changed in another browser: the form begins again from there.
  return <Form key={begun} begun={begun} away={settings.away} />
}

const left: LeftForm<AwayForm> = { kept: null }

function Form({ begun, away }: { begun: string; away: AwaySettings }) {
  const { t } = useTranslation('me')
  const { form, setForm, changed, checked, saving, save, discard } = useSettingsForm({
    left,
    begun,
    start: () => formOf(away),
    look: (typed: AwayForm) => {
      const { changed: isNew, patch } = changesOf(typed, away)
      return { changed: isNew, patch: patch === null ? null : { away: patch } }
    },
  })
  const { empty } = changesOf(form, away)

  return (
    <SettingsPage title={t('away.title')}>
      <Field help={t('away.onHelp')}>
        <Switch checked={form.on} onChange={(on) => setForm({ ...form, on })}>
          {t('away.on')}
        </Switch>
      </Field>
      {form.on ? (
        <fieldset className={styles.texts}>
          <legend>{t('away.texts')}</legend>
          <ol>
            {form.texts.map(({ key, text }, index) => (
              <AwayText
                key={key}
                number={index + 1}
                text={text}
                inUse={form.inUse === key}
                wrong={checked && empty.includes(key)}
                onChange={(typed) =>
                  setForm({
                    ...form,
                    texts: form.texts.map((each) => (each.key === key ? { key, text: typed } : each)),
                  })
                }
                onUse={() => setForm({ ...form, inUse: key })}
                onRemove={form.texts.length === 1 ? null : () => setForm(withoutText(form, key))}
              />
            ))}
          </ol>
          {form.texts.length < mostTexts ? (
            <Button onClick={() => setForm(withText(form))}>
              <Plus size={16} aria-hidden />
              {t('away.add')}
            </Button>
          ) : null}
        </fieldset>
      ) : null}
      {changed ? <SaveRow saving={saving} onSave={() => void save()} onDiscard={discard} /> : null}
    </SettingsPage>
  )
}

interface AwayTextProps {
  number: number
  text: string
  inUse: boolean
  wrong: boolean
  onChange: (text: string) => void
  onUse: () => void
  /** null: the only one stays. */
  onRemove: (() => void) | null
}

function AwayText({ number, text, inUse, wrong, onChange, onUse, onRemove }: AwayTextProps) {
  const { t } = useTranslation('me')
  const id = useId()
  return (
    <li className={styles.item}>
      <label className={styles.use}>
        <input type="radio" name="away-in-use" checked={inUse} onChange={onUse} />
        {inUse ? t('away.inUse') : t('away.use')}
      </label>
      {onRemove === null ? null : (
        <IconButton label={t('away.remove', { number })} onClick={onRemove}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      )}
      <textarea
        aria-label={t('away.text', { number })}
        rows={3}
        maxLength={600}
        value={text}
        aria-invalid={wrong}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className={styles.foot}>
        <span id={`${id}-error`} className={styles.error} role={wrong ? 'alert' : undefined}>
          {wrong ? t('away.wrong') : ''}
        </span>
        <span>{t('accept.counter', { length: text.length })}</span>
      </p>
    </li>
  )
}
