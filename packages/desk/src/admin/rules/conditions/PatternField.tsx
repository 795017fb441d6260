import type { Rule } from '@duokefu/contract'
import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useSettled } from '../../../ui/use-settled.ts'
import { accountApi } from '../../api.ts'
import { useAccountId } from '../../parts/use-account.ts'
import styles from '../RuleEditor.module.css'

type Matches = Extract<Rule['when'][number], { type: 'text_matches' }>

export interface PatternFieldProps {
  label: string
  condition: Matches
  wrong: boolean
  onChange: (condition: Matches) => void
}

const restMs = 300

/** A pattern, tried by the server's own engine as soon as the typing rests: what is wrong with it is said where it is. */
export function PatternField({ label, condition, wrong, onChange }: PatternFieldProps) {
  const { t } = useTranslation('admin-rules')
  const id = useId()
  const accountId = useAccountId()
  const pattern = useSettled(condition.pattern, restMs)
  const { data } = useQuery({
    queryKey: ['pattern', accountId, pattern],
    queryFn: () => accountApi.checkPattern(accountId, pattern),
    enabled: pattern !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const problem = pattern === condition.pattern && pattern !== '' ? (data?.problem ?? null) : null
  return (
    <>
      <Input
        aria-label={label}
        aria-invalid={wrong || problem !== null}
        aria-describedby={`${id}-problem`}
        value={condition.pattern}
        maxLength={500}
        status={wrong || problem !== null ? 'error' : ''}
        spellCheck={false}
        placeholder={t('patternHint')}
        onChange={(event) => onChange({ ...condition, pattern: event.target.value })}
      />
      <p id={`${id}-problem`} className={styles.wrong} role="status">
        {problem === null
          ? null
          : t(`patternProblems.${problem}`, {
              part: data?.part ?? '',
              defaultValue: t('patternProblems.other'),
            })}
      </p>
    </>
  )
}
