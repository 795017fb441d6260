import type { TeamAgent } from '@duokefu/contract'
import { Button, Checkbox, Dropdown } from 'antd'
import { Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import styles from './AgentsPage.module.css'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

/** 编辑, and behind 「⋯」 what is rarely done: 解除绑定, 停用. */
export function AgentActs({ agent, onEdit }: { agent: TeamAgent; onEdit: () => void }) {
  const { t } = useTranslation('admin-team')
  const { reactivate, deactivate, unbind } = useLeaving(agent)
  const { active, login, may, name } = agent
  if (!may.change) return null
  if (!active)
    return may.leave ? <Button onClick={() => void reactivate()}>{t('acts.reactivate')}</Button> : null
  const items = [
    ...(login.state === 'bound'
      ? [{ key: 'unbind', label: t('acts.unbind'), onClick: () => void unbind() }]
      : []),
    { key: 'deactivate', label: t('acts.deactivate'), danger: true, onClick: () => void deactivate() },
  ]
  return (
    <div className={styles.acts}>
      <Button onClick={onEdit}>{t('acts.edit')}</Button>
      {may.leave ? (
        <Dropdown menu={{ items }} trigger={['click']}>
          <Button
            type="text"
            icon={<Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />}
            aria-label={t('acts.more', { name })}
          />
        </Dropdown>
      ) : null}
    </div>
  )
}

/** What takes an agent's login or place away; each asks first. */
function useLeaving({ id, name, serving, kfAccount }: TeamAgent) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const confirm = useConfirm()
  const { run } = useTeamChanges()

  return {
    async unbind(): Promise<void> {
      const body = (
        <>
          <p>{t('unbindAsk.body', { name })}</p>
          {serving === 0 ? null : <p>{t('unbindAsk.serving', { name, total: serving })}</p>}
        </>
      )
      const question = { title: t('unbindAsk.title', { name }), body, act: t('unbindAsk.act') }
      if (await confirm({ ...question, danger: true }))
        await run(teamApi.act(accountId, id, 'unbind'), t('said.unbound'))
    },
    async deactivate(): Promise<void> {
      let deleteKf = kfAccount !== null
      const text = serving === 0 ? 'deactivateAsk.bodyNone' : 'deactivateAsk.body'
      const body = (
        <>
          <p>{t(text, { name, total: serving })}</p>
          {kfAccount === null ? null : (
            <Checkbox
              defaultChecked
              onChange={({ target }) => {
                deleteKf = target.checked
              }}
            >
              {t('deactivateAsk.deleteKf', { name })}
            </Checkbox>
          )}
        </>
      )
      const question = { title: t('deactivateAsk.title', { name }), body }
      if (await confirm({ ...question, act: t('deactivateAsk.act', { name }), danger: true }))
        await run(teamApi.act(accountId, id, 'deactivate', { deleteKf }), t('said.deactivated', { name }))
    },
    async reactivate(): Promise<void> {
      await run(teamApi.act(accountId, id, 'reactivate'), t('said.reactivated', { name }))
    },
  }
}
