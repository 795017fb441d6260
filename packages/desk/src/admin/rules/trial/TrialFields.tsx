import type { TryRules } from '@duokefu/contract'
import { minuteOf } from '@duokefu/engine'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { clockText } from '../../parts/clock-time.ts'
import { TimeInput } from '../../parts/TimeInput.tsx'
import { messageTypes } from '../rule-words.ts'
import styles from './TryRules.module.css'
import { type TrialDraft, trialKinds } from './trial-draft.ts'

export interface TrialFieldsProps {
  draft: TrialDraft
  onChange: (part: Partial<TrialDraft>) => void
}

const states: readonly TryRules['state'][] = ['none', 'waiting', 'transferred', 'serving']

/** What the customer does, and what they are to us when they do it. */
export function ActFields({ draft, onChange }: TrialFieldsProps) {
  const { t } = useTranslation('admin-rules')
  const { kind, words, state } = draft
  return (
    <>
      <Select
        aria-label={t('try.kind')}
        value={kind}
        options={trialKinds.map((value) => ({ value, label: t(`try.kinds.${value}`) }))}
        onChange={(value) => onChange({ kind: value, words: value === 'message' ? 'image' : '' })}
      />
      {kind === 'message' ? (
        <Select
          aria-label={t('try.type')}
          value={words}
          options={messageTypes
            .filter((type) => type !== 'text')
            .map((type) => ({ value: type, label: t(`types.${type}`) }))}
          onChange={(value) => onChange({ words: value })}
        />
      ) : (
        <Input
          aria-label={t(`try.words.${kind}`)}
          placeholder={t(`try.words.${kind}`)}
          value={words}
          maxLength={kind === 'text' ? 2_000 : 100}
          onChange={(event) => onChange({ words: event.target.value })}
        />
      )}
      <Select
        aria-label={t('try.state')}
        value={state}
        options={states.map((value) => ({ value, label: t(`try.states.${value}`) }))}
        onChange={(value) => onChange({ state: value })}
      />
    </>
  )
}

const days = [0, 1, 2, 3, 4, 5, 6, 7]
const hours: readonly TrialDraft['hours'][] = ['settings', 'open', 'closed']

/** When it is, and what is known of the customer. */
export function CircumstanceFields({ draft, onChange }: TrialFieldsProps) {
  const { t } = useTranslation('admin-rules')
  const id = useId()
  return (
    <>
      <span className={styles.pair}>
        <Select
          aria-label={t('try.when')}
          className={styles.grow ?? ''}
          value={draft.day}
          options={days.map((value) => ({
            value,
            label: value === 0 ? t('try.now') : t(`days.${value}`),
          }))}
          onChange={(day) => onChange({ day })}
        />
        {draft.day === 0 ? null : (
          <TimeInput
            label={t('try.at')}
            value={minuteOf(draft.at)}
            onChange={(minutes) => onChange({ at: Number.isNaN(minutes) ? '' : clockText(minutes % 1_440) })}
          />
        )}
      </span>
      <Select
        aria-label={t('try.hours')}
        value={draft.hours}
        options={hours.map((value) => ({ value, label: t(`try.hoursAre.${value}`) }))}
        onChange={(value) => onChange({ hours: value })}
      />
      <Select
        aria-label={t('try.tags')}
        mode="tags"
        open={false}
        suffixIcon={null}
        value={[...draft.tags]}
        tokenSeparators={[',', '，', '、']}
        placeholder={t('try.tags')}
        onChange={(tags: string[]) => onChange({ tags })}
      />
      <label className={styles.pair} htmlFor={`${id}-unanswered`}>
        {t('try.unansweredBefore')}
        <InputNumber
          id={`${id}-unanswered`}
          className={styles.count ?? ''}
          value={draft.unanswered}
          min={0}
          max={50}
          precision={0}
          controls={false}
          onChange={(unanswered) => onChange({ unanswered: unanswered ?? 0 })}
        />
        {t('try.unansweredAfter')}
      </label>
      <Checkbox checked={draft.first} onChange={(event) => onChange({ first: event.target.checked })}>
        {t('try.first')}
      </Checkbox>
      <Checkbox
        checked={draft.developerDown}
        onChange={(event) => onChange({ developerDown: event.target.checked })}
      >
        {t('try.developerDown')}
      </Checkbox>
    </>
  )
}
