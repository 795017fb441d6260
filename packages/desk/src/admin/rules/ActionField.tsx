import type { Rule } from '@duokefu/contract'
import { Input, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import styles from './RuleEditor.module.css'

type Action = Rule['action']

export interface ActionFieldProps {
  action: Action
  wrong: boolean
  onChange: (action: Action) => void
}

const types: readonly Action['type'][] = ['hand_over', 'answer', 'forward', 'nothing']

/** What a rule does: one of four, two of which say more. */
export function ActionField({ action, wrong, onChange }: ActionFieldProps) {
  const { t } = useTranslation('admin-rules')
  return (
    <div className={styles.field}>
      <Radio.Group
        aria-label={t('then')}
        value={action.type}
        vertical
        onChange={(event) => onChange(emptyAction(event.target.value as Action['type']))}
      >
        {types.map((type) => (
          <Radio key={type} value={type}>
            {t(`actions.${type}.name`)}
          </Radio>
        ))}
      </Radio.Group>
      {action.type === 'hand_over' ? <WhomField action={action} onChange={onChange} /> : null}
      {action.type === 'answer' ? (
        <Input.TextArea
          aria-label={t('actions.answer.name')}
          value={action.text}
          rows={4}
          maxLength={600}
          showCount
          status={wrong ? 'error' : ''}
          onChange={(event) => onChange({ type: 'answer', text: event.target.value })}
        />
      ) : null}
      <p className={wrong ? styles.wrong : styles.help} role={wrong ? 'alert' : undefined}>
        {t(wrong ? `actions.${action.type}.wrong` : `actions.${action.type}.help`)}
      </p>
    </div>
  )
}

function WhomField({
  action,
  onChange,
}: {
  action: Extract<Action, { type: 'hand_over' }>
  onChange: (action: Action) => void
}) {
  const { t } = useTranslation('admin-rules')
  const agents = useDesk((desk) => desk.agents)
  const groups = useDesk((desk) => desk.groups)
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
  )
}

function emptyAction(type: Action['type']): Action {
  if (type === 'hand_over') return { type, to: null }
  return type === 'answer' ? { type, text: '' } : { type }
}
