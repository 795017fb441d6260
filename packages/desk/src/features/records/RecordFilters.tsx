import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAgents } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './RecordFilters.module.css'
import type { Filter } from './records-api.ts'
import { useTyped } from './use-typed.ts'

/** How a session may have ended, and those that were imported. */
const ends = [
  'closed',
  'timeout',
  'transferred',
  'taken_over',
  'agent_left',
  'unsubscribed',
  'imported',
] as const

export interface RecordFiltersProps {
  filter: Filter
  /** An empty text takes that part away. */
  onChange: (values: Filter) => void
}

/** Days, agent, customer and end, each narrowing what is listed. */
export function RecordFilters({ filter, onChange }: RecordFiltersProps) {
  const { t } = useTranslation('records')
  const agents = useAgents()
  const id = useId()
  const set = (name: string) => (event: { target: { value: string } }) =>
    onChange({ [name]: event.target.value })

  return (
    <div className={styles.filters}>
      <label className={styles.field} htmlFor={`${id}from`}>
        <span>{t('filter.from')}</span>
        <input
          id={`${id}from`}
          type="date"
          value={filter.from ?? ''}
          max={filter.to}
          onChange={set('from')}
        />
      </label>
      <label className={styles.field} htmlFor={`${id}to`}>
        <span>{t('filter.to')}</span>
        <input id={`${id}to`} type="date" value={filter.to ?? ''} min={filter.from} onChange={set('to')} />
      </label>
      <label className={styles.field} htmlFor={`${id}agent`}>
        <span>{t('filter.agent')}</span>
        <select id={`${id}agent`} value={filter.agent ?? ''} onChange={set('agent')}>
          <option value="">{t('filter.everyone')}</option>
          {[...agents.values()].map((agent) => (
            <option key={agent.id} value={agent.id}>
              {agent.left ? t('filter.left', { name: agent.name }) : agent.name}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field} htmlFor={`${id}end`}>
        <span>{t('filter.end')}</span>
        <select id={`${id}end`} value={filter.end ?? ''} onChange={set('end')}>
          <option value="">{t('filter.any')}</option>
          {ends.map((end) => (
            <option key={end} value={end}>
              {t(`end.${end}`)}
            </option>
          ))}
        </select>
      </label>
      <CustomerField
        id={`${id}customer`}
        value={filter.customer ?? ''}
        onChange={(customer) => onChange({ customer })}
      />
      {Object.keys(filter).length === 0 ? null : (
        <Button
          variant="quiet"
          className={styles.clear}
          onClick={() => onChange({ from: '', to: '', agent: '', customer: '', end: '' })}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  )
}

function CustomerField({
  id,
  value,
  onChange,
}: {
  id: string
  value: string
  onChange: (text: string) => void
}) {
  const { t } = useTranslation('records')
  const [text, setText] = useState(value)
  const typed = useTyped(text.trim())
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    if (value !== typed) setText(value)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a rested text is told, once
  useEffect(() => {
    if (typed !== value) onChange(typed)
  }, [typed])
  return (
    <label className={styles.field} htmlFor={id}>
      <span>{t('filter.customer')}</span>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={t('filter.customerHint')}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  )
}
