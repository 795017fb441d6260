import type { Rule, TryRules as Trial, TryRulesAnswer } from '@duokefu/contract'
import { Button, Checkbox, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountApi } from '../api.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { messageTypes, useRuleWords } from './rule-words.ts'
import styles from './TryRules.module.css'

export interface TryRulesProps {
  rules: readonly Rule[]
  /** Which rule acts, for its card to show; null when none does. */
  onResult: (ruleId: string | null) => void
}

const kinds = ['text', 'message', 'menu', 'scan', 'follow'] as const
const states = ['none', 'waiting', 'transferred', 'serving'] as const
type Kind = (typeof kinds)[number]

/** 试一条消息: the engine's own decision, with its reason. Nothing is sent or kept. */
export function TryRules({ rules, onResult }: TryRulesProps) {
  const { t } = useTranslation('admin-rules')
  const accountId = useAccountId()
  const say = useSay()
  const [kind, setKind] = useState<Kind>('text')
  const [words, setWords] = useState('')
  const [state, setState] = useState<Trial['state']>('none')
  const [first, setFirst] = useState(false)
  const [result, setResult] = useState<TryRulesAnswer | null>(null)
  const [asking, setAsking] = useState(false)
  const act = actOf(kind, words)

  function forget(): void {
    setResult(null)
    onResult(null)
  }

  async function handleSubmit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (act === null) return
    setAsking(true)
    try {
      const answer = await accountApi.tryRules(accountId, {
        rules: [...rules],
        act,
        state,
        firstMessage: first,
      })
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
      <Select
        aria-label={t('try.kind')}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(`try.kinds.${value}`) }))}
        onChange={(value) => {
          setKind(value)
          setWords(value === 'message' ? 'image' : '')
          forget()
        }}
      />
      {kind === 'message' ? (
        <Select
          aria-label={t('try.type')}
          value={words}
          options={messageTypes
            .filter((type) => type !== 'text')
            .map((type) => ({ value: type, label: t(`types.${type}`) }))}
          onChange={(value) => {
            setWords(value)
            forget()
          }}
        />
      ) : (
        <Input
          aria-label={t(`try.words.${kind}`)}
          placeholder={t(`try.words.${kind}`)}
          value={words}
          maxLength={kind === 'text' ? 2_000 : 100}
          onChange={(event) => {
            setWords(event.target.value)
            forget()
          }}
        />
      )}
      <Select
        aria-label={t('try.state')}
        value={state}
        options={states.map((value) => ({ value, label: t(`try.states.${value}`) }))}
        onChange={(value) => {
          setState(value)
          forget()
        }}
      />
      <Checkbox
        checked={first}
        onChange={(event) => {
          setFirst(event.target.checked)
          forget()
        }}
      >
        {t('try.first')}
      </Checkbox>
      <Button htmlType="submit" disabled={act === null} loading={asking}>
        {t('try.act')}
      </Button>
      <div role="status" className={styles.result}>
        {result === null ? null : <Result result={result} rules={rules} />}
      </div>
    </form>
  )
}

function Result({ result, rules }: { result: TryRulesAnswer; rules: readonly Rule[] }) {
  const { t } = useTranslation('admin-rules')
  const words = useRuleWords()
  const index = rules.findIndex(({ id }) => id === result.ruleId)
  const rule = rules[index]
  return (
    <>
      <p className={styles.verdict}>
        {rule === undefined
          ? t(`try.reasons.${result.reason}`)
          : t('try.reasons.rule', { place: index + 1, name: rule.name, matched: matchedWords(result, t) })}
      </p>
      {rule === undefined ? null : <p>{t('try.does', { action: words.action(rule.action) })}</p>}
      <p className={styles.ways}>
        {t(result.toDesk ? 'try.toDesk' : 'try.notToDesk')}
        {t('comma')}
        {t(result.toDeveloper ? 'try.toDeveloper' : 'try.notToDeveloper')}
      </p>
    </>
  )
}

/** What the engine says that fitted: a word, or the name of a condition that has none. */
function matchedWords({ matched }: TryRulesAnswer, t: (key: string) => string): string {
  return (matched ?? '')
    .split(' + ')
    .map((part) => (part === 'first_message' || part === 'follow' ? t(`conditions.${part}.name`) : part))
    .join(' + ')
}

function actOf(kind: Kind, typed: string): Trial['act'] | null {
  const words = typed.trim()
  if (kind === 'follow') return { kind, scene: words === '' ? null : words }
  if (words === '') return null
  switch (kind) {
    case 'text':
      return { kind, text: typed }
    case 'message':
      return { kind, type: words }
    case 'menu':
      return { kind, key: words }
    case 'scan':
      return { kind, scene: words }
  }
}
