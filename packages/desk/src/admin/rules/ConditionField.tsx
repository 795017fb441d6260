import type { Rule } from '@duokefu/contract'
import { InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import note from '../parts/Note.module.css'
import { HoursNote } from './conditions/HoursNote.tsx'
import { PatternField } from './conditions/PatternField.tsx'
import { TimeField } from './conditions/TimeField.tsx'
import styles from './RuleEditor.module.css'
import { withWords, wordsOf } from './rule-draft.ts'
import { messageTypes } from './rule-words.ts'

type Condition = Rule['when'][number]

export interface ConditionFieldProps {
  condition: Condition
  wrong: boolean
  onChange: (condition: Condition) => void
}

/** What a condition compares with: words, a pattern, a time; some need nothing. What is wrong is said below it. */
export function ConditionField({ condition, wrong, onChange }: ConditionFieldProps) {
  const { t } = useTranslation('admin-rules')
  const { type } = condition
  const says = t(wrong ? `conditions.${type}.wrong` : `conditions.${type}.help`)
  return (
    <div className={styles.field}>
      <Control condition={condition} wrong={wrong} onChange={onChange} />
      {says === '' ? null : (
        <p className={wrong ? styles.wrong : styles.help} role={wrong ? 'alert' : undefined}>
          {says}
        </p>
      )}
    </div>
  )
}

function Control({ condition, wrong, onChange }: ConditionFieldProps) {
  const { t } = useTranslation('admin-rules')
  const label = t(`conditions.${condition.type}.name`)
  switch (condition.type) {
    case 'first_message':
    case 'follow':
      return null
    case 'text_matches':
      return <PatternField label={label} condition={condition} wrong={wrong} onChange={onChange} />
    case 'time_of_day':
      return <TimeField condition={condition} wrong={wrong} onChange={onChange} />
    case 'business_hours':
      return (
        <>
          <Radio.Group
            aria-label={label}
            value={condition.open}
            onChange={(event) => onChange({ ...condition, open: event.target.value === true })}
          >
            <Radio value={true}>{t('conditions.business_hours.open')}</Radio>
            <Radio value={false}>{t('conditions.business_hours.closed')}</Radio>
          </Radio.Group>
          <HoursNote />
        </>
      )
    case 'unanswered':
      return (
        <span className={note.inline}>
          <InputNumber
            aria-label={label}
            value={Number.isNaN(condition.messages) ? null : condition.messages}
            min={1}
            max={50}
            precision={0}
            controls={false}
            status={wrong ? 'error' : ''}
            onChange={(messages) => onChange({ ...condition, messages: messages ?? Number.NaN })}
          />
          {t('conditions.unanswered.unit')}
        </span>
      )
    default:
      return <WordsField label={label} condition={condition} wrong={wrong} onChange={onChange} />
  }
}

function WordsField({ label, condition, wrong, onChange }: ConditionFieldProps & { label: string }) {
  const { t } = useTranslation('admin-rules')
  const isType = condition.type === 'message_type'
  return (
    <Select
      aria-label={label}
      mode={isType ? 'multiple' : 'tags'}
      value={[...(wordsOf(condition) ?? [])]}
      status={wrong ? 'error' : ''}
      tokenSeparators={[',', '，', '、', '\n']}
      placeholder={t(`conditions.${condition.type}.hint`)}
      {...(isType
        ? { options: messageTypes.map((type) => ({ value: type, label: t(`types.${type}`) })) }
        : { open: false, suffixIcon: null })}
      onChange={(next: string[]) => onChange(withWords(condition, next))}
    />
  )
}
