import type { Rule } from '@duokefu/contract'
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './RuleEditor.module.css'
import { withWords, wordsOf } from './rule-draft.ts'
import { messageTypes } from './rule-words.ts'

type Condition = Rule['when'][number]

export interface ConditionFieldProps {
  condition: Condition
  wrong: boolean
  onChange: (condition: Condition) => void
}

/** What a condition compares with: words, a pattern, types; some need nothing. */
export function ConditionField({ condition, wrong, onChange }: ConditionFieldProps) {
  const { t } = useTranslation('admin-rules')
  const label = t(`conditions.${condition.type}.name`)
  const words = wordsOf(condition)
  const status = wrong ? 'error' : ''
  return (
    <div className={styles.field}>
      {condition.type === 'text_matches' ? (
        <Input
          aria-label={label}
          value={condition.pattern}
          maxLength={500}
          status={status}
          spellCheck={false}
          placeholder={t('patternHint')}
          onChange={(event) => onChange({ ...condition, pattern: event.target.value })}
        />
      ) : null}
      {words === null ? null : (
        <Select
          aria-label={label}
          mode={condition.type === 'message_type' ? 'multiple' : 'tags'}
          value={[...words]}
          status={status}
          tokenSeparators={[',', '，', '、', '\n']}
          placeholder={t(`conditions.${condition.type}.hint`)}
          {...(condition.type === 'message_type'
            ? { options: messageTypes.map((type) => ({ value: type, label: t(`types.${type}`) })) }
            : { open: false, suffixIcon: null })}
          onChange={(next: string[]) => onChange(withWords(condition, next))}
        />
      )}
      <p className={wrong ? styles.wrong : styles.help} role={wrong ? 'alert' : undefined}>
        {t(wrong ? `conditions.${condition.type}.wrong` : `conditions.${condition.type}.help`)}
      </p>
    </div>
  )
}
