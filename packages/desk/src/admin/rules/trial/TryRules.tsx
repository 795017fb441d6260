import type { Rule, TryRulesAnswer } from '@duokefu/contract'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountApi } from '../../api.ts'
import { useAccountId } from '../../parts/use-account.ts'
import { useSay } from '../../parts/use-say.ts'
import { ActFields, CircumstanceFields } from './TrialFields.tsx'
import { TrialResult } from './TrialResult.tsx'
import styles from './TryRules.module.css'
import { emptyTrial, looksFurther, type TrialDraft, trialOf } from './trial-draft.ts'

export interface TryRulesProps {
  rules: readonly Rule[]
  /** Which rule acts, for its card to show; null when none does. */
  onResult: (ruleId: string | null) => void
}

/** 试一条消息: the engine's own decision, with its reason. Nothing is sent or kept. */
export function TryRules({ rules, onResult }: TryRulesProps) {
  const { t } = useTranslation('admin-rules')
  const accountId = useAccountId()
  const say = useSay()
  const [draft, setDraft] = useState<TrialDraft>(emptyTrial)
  const [opened, setOpened] = useState<boolean | null>(null)
  const [result, setResult] = useState<TryRulesAnswer | null>(null)
  const [asking, setAsking] = useState(false)
  const trial = trialOf(draft, rules)

  function change(part: Partial<TrialDraft>): void {
    setDraft((before) => ({ ...before, ...part }))
    setResult(null)
    onResult(null)
  }

  async function handleSubmit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (trial === null) return
    setAsking(true)
    try {
      const answer = await accountApi.tryRules(accountId, trial)
      setResult(answer)
      onResult(answer.ruleId)
    } catch (thrown) {
      say.failed(thrown)
    } finally {
      setAsking(false)
    }
  }

  return (
    <form className={styles.panel} aria-label={t('try.title')} onSubmit={(event) => void handleSubmit(event)}>
      <h2 className={styles.title}>{t('try.title')}</h2>
      <ActFields draft={draft} onChange={change} />
      <details
        className={styles.more}
        open={opened ?? looksFurther(rules)}
        onToggle={(event) => setOpened(event.currentTarget.open)}
      >
        <summary>{t('try.more')}</summary>
        <div className={styles.fields}>
          <CircumstanceFields draft={draft} onChange={change} />
        </div>
      </details>
      <Button htmlType="submit" disabled={trial === null} loading={asking}>
        {t('try.act')}
      </Button>
      <div role="status" className={styles.result}>
        {result === null ? null : <TrialResult result={result} rules={rules} />}
      </div>
    </form>
  )
}
