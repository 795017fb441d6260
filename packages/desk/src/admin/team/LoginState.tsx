import type { TeamAgent } from '@duokefu/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../realtime/hooks.ts'
import { Chip, type ChipProps } from '../../ui/Badge.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import styles from './AgentsPage.module.css'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

type State = TeamAgent['login']['state']

/** The login binding, and what can be done about it (S15). `onInvite` null: beside the invitation itself. */
export function LoginState({ agent, onInvite }: { agent: TeamAgent; onInvite: (() => void) | null }) {
  const { t } = useTranslation('admin-team')
  const { login, may } = agent
  return (
    <div className={styles.state}>
      <Chip tone={tones[login.state]}>
        {login.state === 'confirming' && !may.confirm ? (
          t('login.confirmingOther')
        ) : (
          <StateWords agent={agent} />
        )}
      </Chip>
      {login.contact === null ? null : (
        <span className={styles.small}>
          {t(`contact.kinds.${login.contact.kind}`)} {login.contact.value}
        </span>
      )}
      {login.doubt === null ? null : <span className={styles.doubt}>{t(`doubt.${login.doubt}`)}</span>}
      {agent.active && may.change ? <LoginActs agent={agent} onInvite={onInvite} /> : null}
    </div>
  )
}

const tones: Record<State, NonNullable<ChipProps['tone']>> = {
  none: 'plain',
  pending: 'info',
  confirming: 'warn',
  bound: 'accent',
  declined: 'danger',
  refused: 'danger',
  withdrawn: 'plain',
  expired: 'plain',
}

function StateWords({ agent: { login } }: { agent: TeamAgent }) {
  const { t } = useTranslation('admin-team')
  const now = useNow(60_000)
  if (login.state !== 'pending' || login.expiresAt === null) return t(`login.${login.state}`)
  const hours = Math.floor((login.expiresAt - now) / 3_600_000)
  return hours < 1 ? t('login.pendingLast') : t('login.pending', { hours })
}

function LoginActs({ agent, onInvite }: { agent: TeamAgent; onInvite: (() => void) | null }) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const confirm = useConfirm()
  const { run } = useTeamChanges()
  const { id, name, login, may } = agent

  async function withdraw(): Promise<void> {
    const question = { title: t('withdrawAsk.title', { name }), body: t('withdrawAsk.body') }
    if (await confirm({ ...question, act: t('withdrawAsk.act') }))
      await run(teamApi.withdraw(accountId, id), t('said.withdrawn'))
  }
  async function letIn(): Promise<void> {
    const question = { title: t('confirmAsk.title', { name }), body: t('confirmAsk.body', { name }) }
    if (await confirm({ ...question, act: t('confirmAsk.act', { name }) }))
      await run(teamApi.act(accountId, id, 'invitation/confirm'), t('said.confirmed', { name }))
  }
  async function keepOut(): Promise<void> {
    const question = { title: t('refuseAsk.title'), body: t('refuseAsk.body'), act: t('refuseAsk.act') }
    if (await confirm({ ...question, danger: true }))
      await run(teamApi.act(accountId, id, 'invitation/refuse'), null)
  }

  if (login.state === 'bound') return null
  if (login.state === 'confirming') {
    return may.confirm ? (
      <div className={styles.acts}>
        <Button size="small" type="primary" onClick={() => void letIn()}>
          {t('acts.confirm')}
        </Button>
        <Button size="small" onClick={() => void keepOut()}>
          {t('acts.refuse')}
        </Button>
      </div>
    ) : null
  }
  return onInvite === null ? null : (
    <div className={styles.acts}>
      <Button size="small" onClick={onInvite}>
        {t(login.state === 'none' ? 'acts.invite' : 'acts.resend')}
      </Button>
      {login.state === 'pending' ? (
        <Button size="small" type="text" onClick={() => void withdraw()}>
          {t('acts.withdraw')}
        </Button>
      ) : null}
    </div>
  )
}
