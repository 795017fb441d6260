import type { AccountSettings, Rule } from '@duokefu/contract'
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../realtime/hooks.ts'
import { accountApi } from '../../api.ts'
import { useAccountId } from '../../parts/use-account.ts'
import { useFallbackSteps } from '../../settings/fallback-steps.ts'
import styles from '../RuleEditor.module.css'

type HandOver = Extract<Rule['action'], { type: 'hand_over' }>

export interface WhomFieldProps {
  action: HandOver
  onChange: (action: HandOver) => void
}

/** To whom, and what happens when they aren't there. */
export function WhomField({ action, onChange }: WhomFieldProps) {
  const { t } = useTranslation('admin-rules')
  const accountId = useAccountId()
  const agents = useDesk((desk) => desk.agents)
  const groups = useDesk((desk) => desk.groups)
  const { data } = useQuery({
    queryKey: ['settings', accountId],
    queryFn: () => accountApi.settings(accountId),
  })
  const { to } = action
  const value = to === null ? 'all' : to.kind === 'agent' ? `a${to.agent}` : `g${to.group}`
  const gone =
    value !== 'all' &&
    (to?.kind === 'agent' ? !agents.has(to.agent) : !groups.some(({ id }) => `g${id}` === value))

  function choose(chosen: string): void {
    const id = chosen.slice(1)
    if (chosen === 'all') onChange({ type: 'hand_over', to: null })
    else if (chosen.startsWith('a')) onChange({ type: 'hand_over', to: { kind: 'agent', agent: id } })
    else onChange({ type: 'hand_over', to: { kind: 'group', group: id } })
  }

  return (
    <>
      <Select
        aria-label={t('whom')}
        value={value}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={choose}
        options={[
          { value: 'all', label: t('everybody') },
          ...(gone ? [{ value, label: t(to?.kind === 'agent' ? 'goneAgent' : 'goneGroup') }] : []),
          ...(groups.length === 0
            ? []
            : [
                {
                  label: t('groups'),
                  options: groups.map(({ id, name }) => ({ value: `g${id}`, label: name })),
                },
              ]),
          {
            label: t('agents'),
            options: [...agents.values()].map(({ id, name }) => ({ value: `a${id}`, label: name })),
          },
        ]}
      />
      {data === undefined ? null : <Steps settings={data.settings} to={to?.kind ?? 'everybody'} />}
    </>
  )
}

function Steps({ settings, to }: { settings: AccountSettings; to: 'agent' | 'group' | 'everybody' }) {
  const { t } = useTranslation('admin-rules')
  const steps = useFallbackSteps(settings, to)
  return (
    <ol className={styles.steps} aria-label={t('steps')}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  )
}
