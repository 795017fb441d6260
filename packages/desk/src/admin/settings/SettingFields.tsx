import type { AccountSettings } from '@duokefu/contract'
import { InputNumber, Radio, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import styles from './SettingsPage.module.css'
import type { SettingsForm } from './use-settings-form.ts'

type NameOf<Kind> = {
  [Name in keyof AccountSettings]: AccountSettings[Name] extends Kind ? Name : never
}[keyof AccountSettings]
type ChoiceName = 'endsAfter' | 'reservationFallback' | 'loginWay'

/** A number with its unit; words are `admin-settings:<name>`. */
export function NumberSetting({ of, name }: { of: SettingsForm; name: NameOf<number> }) {
  const { t } = useTranslation('admin-settings')
  const id = useId()
  const wrong = of.isWrong(name)
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
          value={of.form[name]}
          precision={0}
          controls={false}
          status={wrong ? 'error' : ''}
          aria-invalid={wrong}
          aria-describedby={`${id}-help ${id}-error`}
          onChange={(value) => of.change({ [name]: value })}
          onBlur={() => of.leave(name)}
        />
        {t(`${name}.unit`)}
      </span>
    </Field>
  )
}

/** One of a few values, each a sentence. */
export function ChoiceSetting<Name extends ChoiceName>({
  of,
  name,
  values,
}: {
  of: SettingsForm
  name: Name
  values: readonly AccountSettings[Name][]
}) {
  const { t } = useTranslation('admin-settings')
  return (
    <Group label={t(`${name}.label`)} help={t(`${name}.help`)}>
      <Radio.Group
        className={styles.choices ?? ''}
        aria-label={t(`${name}.label`)}
        value={of.form[name]}
        onChange={(event) => of.change({ [name]: event.target.value })}
      >
        {values.map((value) => (
          <Radio key={value} value={value}>
            {t(`${name}.values.${value}`)}
          </Radio>
        ))}
      </Radio.Group>
    </Group>
  )
}

/** On or off. */
export function SwitchSetting({ of, name }: { of: SettingsForm; name: NameOf<boolean> }) {
  const { t } = useTranslation('admin-settings')
  const id = useId()
  return (
    <Field help={t(`${name}.help`)}>
      <span className={styles.switch}>
        <Switch
          id={id}
          checked={of.form[name] === true}
          onChange={(checked) => of.change({ [name]: checked })}
        />
        <label htmlFor={id}>{t(`${name}.label`)}</label>
      </span>
    </Field>
  )
}
