import { Select } from 'antd'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { zoneOptions } from './time-zones.ts'

/** 时区: the days of figures, business hours and times of rules are in it. Found by its own name or its IANA name. */
export function TimeZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const { t, i18n } = useTranslation('admin-settings')
  const id = useId()
  const options = useMemo(() => zoneOptions(value, i18n.language), [value, i18n.language])
  return (
    <Field label={t('timeZone.label')} htmlFor={id} help={t('timeZone.help')} helpId={`${id}-help`}>
      <Select
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        value={value}
        options={options}
        aria-describedby={`${id}-help`}
        onChange={onChange}
      />
    </Field>
  )
}
