import type { TeamAgent } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InvitationLink } from './InvitationLink.tsx'
import { InviteForm } from './InviteForm.tsx'
import { TeamDrawer } from './TeamDrawer.tsx'

/** 邀请绑定, or 再次邀请, of an agent who is there. */
export function InviteDrawer({ agent, onClose }: { agent: TeamAgent; onClose: () => void }) {
  const { t } = useTranslation('admin-team')
  const [link, setLink] = useState<string | null>(null)
  const title = link === null ? t('drawer.invite', { name: agent.name }) : t('drawer.link')
  return (
    <TeamDrawer title={title} onClose={onClose}>
      {link === null ? (
        <InviteForm agent={agent} onInvited={setLink} />
      ) : (
        <InvitationLink agent={agent} link={link} onDone={onClose} />
      )}
    </TeamDrawer>
  )
}
