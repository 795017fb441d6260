import { type AccountSettings, type AccountSettingsAnswer, accountSettingsSchema } from '@duokefu/contract'
import { InputNumber, Radio, Switch } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { RetentionQuestion } from './RetentionQuestion.tsx'
import styles from './SettingsPage.module.css'
import { type AccountSettingsAccess, useAccountSettings } from './use-account-settings.ts'

/** 设置: what holds for the whole account. */
export function SettingsPage() {
  const { t } = useTranslation('admin-settings')
  const access = useAccountSettings()
  return (
    <AdminPage title={t('title')} help="settings" form>
      <Loaded query={access.query}>{(answer) => <Form answer={answer} save={access.save} />}</Loaded>
    </AdminPage>
  )
}

type NumberName = {
  [Name in keyof AccountSettings]: AccountSettings[Name] extends number ? Name : never
}[keyof AccountSettings]
type Typed = { [Name in keyof AccountSettings]: AccountSettings[Name] | null }

function Form({ answer, save }: { answer: AccountSettingsAnswer; save: AccountSettingsAccess['save'] }) {
  const { t } = useTranslation('admin-settings')
  const { form, changed, change, discard } = useDraft<Typed>(answer.settings)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const exportId = useId()
  const [asking, setAsking] = useState<((yes: boolean) => void) | null>(null)
  const parsed = accountSettingsSchema.safeParse(form)
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))

  async function saveChanged(): Promise<boolean> {
    setLeft(new Set(Object.keys(form)))
    if (!parsed.success) return false
    const shorter = parsed.data.retentionDays < answer.settings.retentionDays
    if (shorter) {
      const yes = await new Promise<boolean>((resolve) => setAsking(() => resolve))
      setAsking(null)
      if (!yes) return false
    }
    const part = Object.fromEntries(changed.map((name) => [name, parsed.data[name]]))
    const saved = await save(answer.version, part)
    if (saved) discard()
    return saved
  }

  const number = (name: NumberName): ReactNode => (
    <NumberField
      name={name}
      value={form[name]}
      wrong={left.has(name) && wrong.has(name)}
      onChange={(value) => change({ [name]: value })}
      onLeave={() => setLeft((before) => new Set([...before, name]))}
    />
  )
  const choice = <Name extends 'endsAfter' | 'reservationFallback' | 'loginWay'>(
    name: Name,
    values: readonly AccountSettings[Name][],
  ): ReactNode => (
    <Group label={t(`${name}.label`)} help={t(`${name}.help`)}>
      <Radio.Group
        className={styles.choices ?? ''}
        aria-label={t(`${name}.label`)}
        value={form[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      >
        {values.map((value) => (
          <Radio key={value} value={value}>
            {t(`${name}.values.${value}`)}
          </Radio>
        ))}
      </Radio.Group>
    </Group>
  )

  return (
    <>
      <Section title={t('sections.clocks')}>
        {choice('endsAfter', ['last-activity', 'accepted'])}
        {number('idleMinutes')}
        {number('reopenedMinutes')}
        {number('undoCloseSeconds')}
      </Section>
      <Section title={t('sections.handing')}>
        {number('reservationSeconds')}
        {choice('reservationFallback', ['everybody', 'keep'])}
        {number('takeBackSeconds')}
      </Section>
      <Section title={t('sections.held')}>{number('heldDays')}</Section>
      <Section title={t('sections.login')}>{choice('loginWay', ['oauth', 'scan', 'password'])}</Section>
      <Section title={t('sections.privacy')}>
        {number('retentionDays')}
        <Field help={t('agentsMayExport.help')}>
          <span className={styles.switch}>
            <Switch
              id={exportId}
              checked={form.agentsMayExport === true}
              onChange={(agentsMayExport) => change({ agentsMayExport })}
            />
            <label htmlFor={exportId}>{t('agentsMayExport.label')}</label>
          </span>
        </Field>
      </Section>
      {asking === null || form.retentionDays === null ? null : (
        <RetentionQuestion days={form.retentionDays} onAnswer={asking} />
      )}
      <SaveBar changes={changed.length} onSave={saveChanged} onDiscard={discard} />
    </>
  )
}

interface NumberFieldProps {
  name: NumberName
  value: number | null
  wrong: boolean
  onChange: (value: number | null) => void
  onLeave: () => void
}

function NumberField({ name, value, wrong, onChange, onLeave }: NumberFieldProps) {
  const { t } = useTranslation('admin-settings')
  const id = useId()
  return (
    <Field
      label={t(`${name}.label`)}
      htmlFor={id}
      help={t(`${name}.help`)}
      helpId={`${id}-help`}
      error={wrong ? t(`${name}.wrong`) : null}
      errorId={`${id}-error`}
    >
      <span className={styles.number}>
        <InputNumber
          id={id}
          value={value}
          precision={0}
          controls={false}
          status={wrong ? 'error' : ''}
          aria-invalid={wrong}
          aria-describedby={`${id}-help ${id}-error`}
          onChange={onChange}
          onBlur={onLeave}
        />
        {t(`${name}.unit`)}
      </span>
    </Field>
  )
}
