import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import type { TypedSettings } from './use-settings-form.ts'

type Handing = Pick<
  TypedSettings,
  'reservationSeconds' | 'reservationFallback' | 'fallbackGroup' | 'leaveMessage'
>

/** What becomes of a customer who was handed over, step by step, as the engine's fall-back chain goes (L3). */
export function useFallbackSteps(
  { reservationSeconds, reservationFallback, fallbackGroup, leaveMessage }: Handing,
  to: 'agent' | 'group' | 'everybody',
): readonly string[] {
  const { t } = useTranslation('admin-settings')
  const groups = useDesk((desk) => desk.groups)
  const group = groups.find(({ id }) => id === fallbackGroup)
  const seconds = reservationSeconds ?? 0
  const keeps = reservationFallback === 'keep' && to !== 'everybody'
  const last =
    leaveMessage === null ? t('steps.wait') : t('steps.leaveMessage', { seconds: leaveMessage.afterSeconds })
  if (keeps) return [t(`steps.keep.${to}`), last]
  return [
    ...(to === 'everybody' ? [] : [t(`steps.first.${to}`, { seconds })]),
    ...(to !== 'agent' || group === undefined ? [] : [t('steps.group', { group: group.name, seconds })]),
    t('steps.everybody'),
    last,
  ]
}
