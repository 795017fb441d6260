import { useTranslation } from 'react-i18next'
import type { QuotaState } from './quota-state.ts'
import { WarnLine } from './WarnLine.tsx'

export interface QuotaNoticeProps {
  state: QuotaState
  onNote: () => void
}

/** Why nothing can be sent now, before anything is typed, and what can be done instead; gone the moment the fan writes. */
export function QuotaNotice({ state, onNote }: QuotaNoticeProps) {
  const { t } = useTranslation('conversation')
  if (state.kind !== 'used' && state.kind !== 'closed') return null
  return <WarnLine words={t(`quota.explain.${state.kind}`)} act={t('quota.noteInstead')} onAct={onNote} />
}
