import { useTranslation } from 'react-i18next'
import { PhoneEnd } from './PhonePage.tsx'

const reasons = ['expired', 'snapshot', 'refused', 'unavailable', 'unknown'] as const

/** `/m/stopped/:reason`: WeChat's authorization led nowhere. */
export function StoppedPage({ reason }: { reason: string }) {
  const { t } = useTranslation('phone')
  const known = reasons.find((each) => each === reason) ?? 'unknown'
  return (
    <PhoneEnd
      title={t('product')}
      good={false}
      text={t(`stopped.${known}.text`)}
      hint={t(`stopped.${known}.hint`)}
    />
  )
}
