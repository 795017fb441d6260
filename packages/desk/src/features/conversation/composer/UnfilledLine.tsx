import { useTranslation } from 'react-i18next'
import type { Unfilled } from '../../../realtime/replies/variables.ts'
import { WarnLine } from './WarnLine.tsx'

export interface UnfilledLineProps {
  unfilled: readonly Unfilled[]
  onFill: (first: Unfilled) => void
}

/** What of a quick reply is still to be written: nothing is sent with a brace in it. */
export function UnfilledLine({ unfilled, onFill }: UnfilledLineProps) {
  const { t } = useTranslation('conversation')
  const [first] = unfilled
  if (first === undefined) return null
  return (
    <WarnLine
      words={t('composer.unfilled', { names: unfilled.map(({ text }) => text).join(' ') })}
      act={t('composer.fill')}
      onAct={() => onFill(first)}
    />
  )
}
