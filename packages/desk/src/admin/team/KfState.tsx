import type { TeamAgent } from '@duokefu/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip, type ChipProps } from '../../ui/Badge.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import styles from './AgentsPage.module.css'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

type State = TeamAgent['kf']['state']

const tones: Record<State, NonNullable<ChipProps['tone']>> = {
  none: 'plain',
  unbound: 'plain',
  inviting: 'info',
  bound: 'accent',
  declined: 'danger',
  expired: 'plain',
}

/** The kf account at WeChat: whether fans see name and picture, and what failed there. */
export function KfState({ agent, onInvite }: { agent: TeamAgent; onInvite: (() => void) | null }) {
  const { t } = useTranslation('admin-team')
  const { kf, kfAccount, active, may, login } = agent
  const { problem } = kf
  const notThere = kf.state === 'none' && kfAccount !== null && active
  const canInvite = kf.state === 'unbound' || kf.state === 'declined' || kf.state === 'expired'
  return (
    <div className={styles.state}>
      <Chip tone={notThere ? 'warn' : tones[kf.state]}>{t(notThere ? 'kf.notThere' : `kf.${kf.state}`)}</Chip>
      {kf.wx === null ? null : (
        <span className={styles.small}>
          {t('contact.kinds.wechat')} {kf.wx}
        </span>
      )}
      {kf.state === 'bound' ? <span className={styles.small}>{t('kf.boundHelp')}</span> : null}
      {problem === null ? null : (
        <div className={styles.small}>
          {t(`steps.${problem.step}`)}
          <WechatSaid errcode={problem.errcode} errmsg={problem.errmsg} />
        </div>
      )}
      {may.change && (problem !== null || notThere) ? <Retry agent={agent} /> : null}
      {onInvite !== null &&
      may.change &&
      active &&
      canInvite &&
      problem === null &&
      login.state === 'bound' ? (
        <Button size="small" onClick={onInvite}>
          {t('acts.kfInvite')}
        </Button>
      ) : null}
    </div>
  )
}

function Retry({ agent }: { agent: TeamAgent }) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const { run } = useTeamChanges()
  const [busy, setBusy] = useState(false)

  async function retry(): Promise<void> {
    setBusy(true)
    await run(teamApi.act(accountId, agent.id, 'kf/retry'), null)
    setBusy(false)
  }

  return (
    <Button size="small" loading={busy} onClick={() => void retry()}>
      {t('acts.retry')}
    </Button>
  )
}
