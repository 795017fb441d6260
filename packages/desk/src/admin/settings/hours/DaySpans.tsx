import type { Span } from '@duokefu/engine'
import { Button } from 'antd'
import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TimeInput } from '../../parts/TimeInput.tsx'
import styles from './Hours.module.css'
import { problemOf, spanAfter } from './spans.ts'

export interface DaySpansProps {
  /** The day, as its fields are named: 「周一」, 「国庆节」. */
  day: string
  spans: readonly Span[]
  onChange: (spans: readonly Span[]) => void
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const mostSpans = 4

/** The hours of one day, several spans if there is a break. What is wrong is said below them. */
export function DaySpans({ day, spans, onChange }: DaySpansProps) {
  const { t } = useTranslation('admin-settings')
  const problem = problemOf(spans)
  const next = spans.length < mostSpans ? spanAfter(spans) : null
  const put = (index: number, part: Partial<Span>) =>
    onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)))

  return (
    <div className={styles.spans}>
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other name, and are replaced as values
        <span key={index} className={styles.span}>
          <TimeInput
            label={t('hours.from', { day, place: index + 1 })}
            value={span.from}
            wrong={problem !== null && problem !== 'time'}
            onChange={(from) => put(index, { from })}
          />
          –
          <TimeInput
            label={t('hours.to', { day, place: index + 1 })}
            value={span.to}
            wrong={problem !== null && problem !== 'time'}
            onChange={(to) => put(index, { to })}
          />
          {spans.length > 1 ? (
            <Button
              type="text"
              size="small"
              icon={<X {...icon} />}
              aria-label={t('hours.removeSpan', { day, place: index + 1 })}
              title={t('hours.removeSpanTitle')}
              onClick={() => onChange(spans.filter((_, at) => at !== index))}
            />
          ) : null}
        </span>
      ))}
      {next === null ? null : (
        <Button
          type="text"
          icon={<Plus {...icon} />}
          aria-label={t('hours.addSpan', { day })}
          title={t('hours.addSpanTitle')}
          onClick={() => onChange([...spans, next])}
        />
      )}
      {problem === null ? null : (
        <p className={styles.wrong} role="alert">
          {t(`hours.problems.${problem}`)}
        </p>
      )}
    </div>
  )
}
