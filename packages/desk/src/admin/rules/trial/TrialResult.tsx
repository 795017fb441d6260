import type { Rule, RuleTrial, TrialStep, TryRulesAnswer } from '@duokefu/contract'
import { Check, Minus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { matchedWords, timelineWords } from '../../../features/conversation/words/event-words.ts'
import { groupNamesOf, namesOf } from '../../../features/conversation/words/names.ts'
import { useDesk } from '../../../realtime/hooks.ts'
import { MaterialPreview } from '../actions/MaterialPreview.tsx'
import { useRuleWords } from '../rule-words.ts'
import styles from './TryRules.module.css'
import { isHandedBack, outcomeOf } from './trial-outcome.ts'

/** What would happen and why: the verdict, where the message goes, what follows, and every rule that was tried. */
export function TrialResult({ result, rules }: { result: TryRulesAnswer; rules: readonly Rule[] }) {
  const { t } = useTranslation('admin-rules')
  const words = useRuleWords()
  const { t: tLine } = useTranslation('conversation')
  const index = rules.findIndex(({ id }) => id === result.ruleId)
  const rule = rules[index]
  const parts = matchedWords(result.matched ?? '')
  const fitted =
    parts.length === 0
      ? t('anyMessage')
      : parts.map((part) => tLine(part.key, part.values)).join(tLine('reason.and'))
  const { toDesk, toDeveloper, toWechatDesk, steps, tried } = result
  return (
    <>
      <p className={styles.verdict}>
        {rule === undefined
          ? t(`try.reasons.${result.reason}`)
          : t('try.reasons.rule', {
              place: index + 1,
              name: rule.name,
              matched: fitted,
            })}
      </p>
      {rule === undefined || isHandedBack(result) ? null : (
        <p>{t('try.does', { action: words.action(rule.action) })}</p>
      )}
      <p className={styles.ways}>
        {[
          toWechatDesk ? t('try.toWechatDesk') : t(toDesk ? 'try.toDesk' : 'try.notToDesk'),
          t(toDeveloper ? 'try.toDeveloper' : 'try.notToDeveloper'),
        ].join(t('comma'))}
      </p>
      {steps.length === 0 ? null : (
        <section className={styles.part}>
          <h3>{t('try.then')}</h3>
          <ol className={styles.steps}>
            {steps.map((step, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one answer never change places
              <li key={place}>
                <Step step={step} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {tried.length === 0 ? null : (
        <section className={styles.part}>
          <h3>{t('try.tried')}</h3>
          <ol className={styles.tried}>
            {tried.map((trial) => {
              const place = rules.findIndex(({ id }) => id === trial.ruleId)
              const each = rules[place]
              return each === undefined ? null : (
                <Tried
                  key={trial.ruleId}
                  outcome={outcomeOf(trial, result)}
                  conditions={trial.conditions}
                  rule={each}
                  place={place + 1}
                />
              )
            })}
          </ol>
        </section>
      )}
    </>
  )
}

/** A line of the timeline, or what the customer reads and what it costs. */
function Step({ step }: { step: TrialStep }) {
  const { t } = useTranslation('admin-rules')
  const { t: tLine } = useTranslation('conversation')
  const agents = useDesk((desk) => desk.agents)
  const groups = useDesk((desk) => desk.groups)
  if (step.type === 'line') {
    const nameOf = namesOf(agents, tLine('sender.unknown'))
    const line = timelineWords(step.line, nameOf, groupNamesOf(groups, tLine('sender.group')))
    return tLine(line.key, line.values)
  }
  const { reply, how, purpose } = step
  return (
    <>
      {t('try.says', { purpose: t(`try.purposes.${purpose}`) })}
      <span className={styles.cost}>{t(`try.how.${how}`)}</span>
      {reply.type === 'text' ? (
        <span className={styles.said}>{reply.text}</span>
      ) : (
        <MaterialPreview reply={reply} />
      )}
    </>
  )
}

const marks = { true: Check, false: X } as const

interface TriedProps extends Pick<RuleTrial, 'conditions'> {
  outcome: ReturnType<typeof outcomeOf>
  rule: Rule
  place: number
}

/** One rule: whether it fitted, and which of its conditions did. */
function Tried({ outcome, conditions, rule, place }: TriedProps) {
  const { t } = useTranslation('admin-rules')
  const words = useRuleWords()
  const fits = outcome === 'decided' || outcome === 'tagged' || outcome === 'idle'
  return (
    <li className={styles.rule}>
      <p className={fits ? styles.fits : styles.fitsNot}>
        {place} {rule.name}
        <span className={styles.outcome}>{t(`try.outcomes.${outcome}`)}</span>
      </p>
      {outcome === 'no' || fits ? (
        <ul>
          {rule.when.map((condition, index) => {
            const holds = conditions[index]
            const Mark = holds === undefined ? Minus : marks[`${holds}`]
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
              <li key={index} className={holds === true ? styles.holds : styles.holdsNot}>
                <Mark size={14} strokeWidth={2} aria-hidden="true" />
                <span className="visually-hidden">{t(holds === true ? 'try.holds' : 'try.holdsNot')}</span>
                {words.condition(condition)}
              </li>
            )
          })}
        </ul>
      ) : null}
    </li>
  )
}
