import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../realtime/hooks.ts'
import { Popover } from '../../../ui/Popover.tsx'
import { remainingWords } from '../words/time-words.ts'
import styles from './QuotaMeter.module.css'
import type { QuotaState } from './quota-state.ts'

/** From so few on the meter is amber and offers 「合并发送」. */
export const fewLeft = 2

/** What may still be sent and for how long; opens an explanation. */
export function QuotaMeter({ state }: { state: QuotaState }) {
  const { t } = useTranslation('conversation')
  const short = useShort(state)
  const explanation = useExplanation(state)
  const warns = state.kind === 'used' || state.kind === 'closed' || isClose(state)
  return (
    <Popover
      label={t('quota.explain.title')}
      title={t('quota.explain.title')}
      side="top"
      trigger={
        <button
          type="button"
          className={warns ? styles.warn : styles.meter}
          aria-label={`${t('quota.label')}：${short}`}
        >
          {short}
        </button>
      }
    >
      <div className={styles.explanation}>
        <Rule />
        {explanation.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </Popover>
  )
}

/** What WeChat allows, by the account's own settings. */
function Rule() {
  const { t } = useTranslation('conversation')
  const { messages, windowMs } = useDesk((desk) => desk.allowance)
  const { key, values } = remainingWords(windowMs)
  return messages === 'unlimited' ? null : (
    <p>{t('quota.explain.rule', { messages, time: t(key, values) })}</p>
  )
}

function isClose(state: QuotaState): boolean {
  return (state.kind === 'left' && state.left <= fewLeft) || ('closing' in state && state.closing)
}

function useShort(state: QuotaState): string {
  const { t } = useTranslation('conversation')
  if (!('remainingMs' in state)) return t(`quota.${state.kind}`)
  const words = remainingWords(state.remainingMs)
  const time = t(words.key, words.values)
  return state.kind === 'left' ? t('quota.left', { count: state.left, time }) : t('quota.unlimited', { time })
}

function useExplanation(state: QuotaState): string[] {
  const { t } = useTranslation('conversation')
  if (state.kind === 'unknown') return [t('quota.explain.unknown')]
  if (!('remainingMs' in state)) {
    return [t(`quota.explain.${state.kind}`), t(state.final ? 'quota.explain.final' : 'quota.explain.force')]
  }
  const words = remainingWords(state.remainingMs)
  const time = t(words.key, words.values)
  return [
    state.kind === 'left'
      ? t('quota.explain.left', { count: state.left, time })
      : t('quota.explain.unlimited', { time }),
    ...(state.closing ? [t('quota.explain.closing', { time })] : []),
    ...(state.kind === 'left' && state.left === 1 ? [t('quota.explain.last')] : []),
  ]
}
