import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { Field } from '../../ui/Form.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useFallbackSteps } from './fallback-steps.ts'
import { ChoiceSetting, NumberSetting } from './SettingFields.tsx'
import styles from './SettingsPage.module.css'
import type { SettingsForm } from './use-settings-form.ts'

/** 分配与兜底 (L3): how long somebody who was named is waited for, and who comes next. */
export function HandingFields({ of }: { of: SettingsForm }) {
  const { t } = useTranslation('admin-settings')
  const accountId = useAccountId()
  const steps = useFallbackSteps(of.form, 'agent')
  return (
    <>
      <NumberSetting of={of} name="reservationSeconds" />
      <ChoiceSetting of={of} name="reservationFallback" values={['everybody', 'keep']} />
      {of.form.reservationFallback === 'everybody' ? <FallbackGroup of={of} /> : null}
      <section className={styles.steps} aria-label={t('steps.title')}>
        <p className={styles.stepsTitle}>{t('steps.title')}</p>
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <Link to={`/admin/${accountId}/auto`}>{t('steps.texts')}</Link>
      </section>
      <NumberSetting of={of} name="takeBackSeconds" />
    </>
  )
}

function FallbackGroup({ of }: { of: SettingsForm }) {
  const { t } = useTranslation('admin-settings')
  const id = useId()
  const groups = useDesk((desk) => desk.groups)
  const { fallbackGroup } = of.form
  const gone = fallbackGroup !== null && !groups.some((group) => group.id === fallbackGroup)
  return (
    <Field label={t('fallbackGroup.label')} htmlFor={id} help={t('fallbackGroup.help')}>
      <Select
        id={id}
        className={styles.select ?? ''}
        value={fallbackGroup ?? 'none'}
        options={[
          { value: 'none', label: t('fallbackGroup.none') },
          ...(gone ? [{ value: fallbackGroup, label: t('fallbackGroup.gone') }] : []),
          ...groups.map((group) => ({ value: group.id, label: group.name })),
        ]}
        onChange={(value) => of.change({ fallbackGroup: value === 'none' ? null : value })}
      />
    </Field>
  )
}
