import type { TeamAgent, TeamAnswer } from '@duokefu/contract'
import { Button, Form, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import {
  type AgentDraft,
  AgentFields,
  type AgentFieldsProps,
  draftOf,
  isWhole,
  pictureKey,
} from './AgentForm.tsx'
import { InvitationLink } from './InvitationLink.tsx'
import { InviteForm } from './InviteForm.tsx'
import { TeamDrawer } from './TeamDrawer.tsx'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

/** 添加客服 in two steps, as in WeChat (S14, S15): the agent is there after the first one, whatever comes of the second. */
export function AddAgentDrawer({ team, onClose }: { team: TeamAnswer; onClose: () => void }) {
  const { t } = useTranslation('admin-team')
  const [added, setAdded] = useState<TeamAgent | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const [draft, setDraft] = useState<AgentDraft>(() => draftOf(null))
  const typed = draft.name !== '' || draft.prefix !== '' || draft.picture !== null
  // The row of the table is newer than what the first step answered.
  const agent = team.agents.find(({ id }) => id === added?.id) ?? added
  return (
    <TeamDrawer
      title={t(link === null ? 'drawer.add' : 'drawer.link')}
      unsaved={agent === null && typed}
      onClose={onClose}
    >
      {link === null ? (
        <Steps
          size="small"
          responsive={false}
          current={agent === null ? 0 : 1}
          items={[{ title: t('drawer.step1') }, { title: t('drawer.step2') }]}
        />
      ) : null}
      {agent === null ? (
        <FirstStep
          draft={draft}
          suffix={team.kfSuffix}
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          onAdded={setAdded}
        />
      ) : link === null ? (
        <InviteForm
          agent={agent}
          onInvited={setLink}
          extra={<Button onClick={onClose}>{t('drawer.later')}</Button>}
        />
      ) : (
        <InvitationLink agent={agent} link={link} onDone={onClose} />
      )}
    </TeamDrawer>
  )
}

interface FirstStepProps extends Pick<AgentFieldsProps, 'draft' | 'suffix' | 'onChange'> {
  onAdded: (agent: TeamAgent) => void
}

function FirstStep({ draft, suffix, onChange, onAdded }: FirstStepProps) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const say = useSay()
  const { took } = useTeamChanges()
  const [checked, setChecked] = useState(false)
  const [busy, setBusy] = useState(false)

  async function next(): Promise<void> {
    setChecked(true)
    if (!isWhole(draft)) return
    setBusy(true)
    try {
      const agent = await teamApi.add(accountId, {
        name: draft.name.trim(),
        avatarKey: await pictureKey(accountId, draft),
        kfPrefix: draft.prefix === '' ? null : draft.prefix,
      })
      took(agent)
      onAdded(agent)
    } catch (thrown) {
      say.failed(thrown)
      setBusy(false)
    }
  }

  return (
    <Form layout="vertical" onFinish={() => void next()}>
      <AgentFields
        draft={draft}
        suffix={suffix}
        checked={checked}
        onChecked={() => setChecked(draft.name !== '')}
        onChange={onChange}
      />
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('drawer.next')}
      </Button>
    </Form>
  )
}
