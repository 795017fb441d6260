import { useTranslation } from 'react-i18next'
import { PhoneEnd, PhoneWaiting } from './PhonePage.tsx'
import { usePhoneIdentity } from './use-phone-identity.ts'

/** `/m/connect/:account`: an admin tries whether web authorization works; the checks hear of it by themselves. */
export function ConnectTestPage({ account }: { account: string }) {
  const { t } = useTranslation('phone')
  const identity = usePhoneIdentity(account)
  if (identity === 'asking') return <PhoneWaiting text={t('asking')} />
  const works = identity === 'known'
  return (
    <PhoneEnd
      title={t('connect.title')}
      good={works}
      text={t(works ? 'connect.works' : 'connect.failed')}
      hint={t(works ? 'connect.close' : 'connect.hint')}
    />
  )
}
