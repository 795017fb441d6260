import type { InvitationView } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './InvitePage.module.css'
import look from './PhonePage.module.css'
import { PhoneButton, PhoneEnd } from './PhonePage.tsx'

export interface InviteEndProps {
  state: Exclude<InvitationView['state'], 'open'> | 'not_wechat'
  view: InvitationView
}

/** What became of an invitation; whoever is an agent now gets the desk's address. */
export function InviteEnd({ state, view }: InviteEndProps) {
  const { t } = useTranslation('invite')
  const isAgent = state === 'accepted' || state === 'already_agent'
  const hint = t(`ended.${state}.hint`, { shop: view.shop })
  return (
    <PhoneEnd
      title={t('title')}
      good={isAgent || state === 'confirming'}
      text={t(`ended.${state}.text`, { shop: view.shop })}
      hint={hint === '' ? null : hint}
    >
      {isAgent ? <DeskAddress view={view} /> : null}
    </PhoneEnd>
  )
}

function DeskAddress({ view }: { view: InvitationView }) {
  const { t } = useTranslation('invite')
  const [copied, setCopied] = useState(false)
  const address = location.origin
  return (
    <div className={styles.desk}>
      <p className={look.small}>{t(view.identified ? 'onComputer' : 'onComputerPassword')}</p>
      <code className={styles.address}>{address}</code>
      <PhoneButton
        kind="quiet"
        onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
      >
        {t(copied ? 'copied' : 'copy')}
      </PhoneButton>
    </div>
  )
}
