import type { Rule } from '@duokefu/contract'
import { Input, Radio, Select } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { MaterialField } from './actions/MaterialField.tsx'
import { PickMaterial } from './actions/PickMaterial.tsx'
import { WhomField } from './actions/WhomField.tsx'
import styles from './RuleEditor.module.css'
import { emptyAction } from './rule-draft.ts'

type Action = Rule['action']

export interface ActionFieldProps {
  action: Action
  wrong: boolean
  onChange: (action: Action) => void
}

const types: readonly Action['type'][] = ['hand_over', 'answer', 'send', 'tag', 'forward', 'nothing']

/** What a rule does: one of six, most of which say more. */
export function ActionField({ action, wrong, onChange }: ActionFieldProps) {
  const { t } = useTranslation('admin-rules')
  // Who looks at another action and comes back finds what they had written.
  const written = useRef(new Map<Action['type'], Action>())
  const says = t(wrong ? `actions.${action.type}.wrong` : `actions.${action.type}.help`)
  return (
    <div className={styles.field}>
      <Radio.Group
        aria-label={t('then')}
        value={action.type}
        vertical
        onChange={(event) => {
          const type = event.target.value as Action['type']
          written.current.set(action.type, action)
          onChange(written.current.get(type) ?? emptyAction(type))
        }}
      >
        {types.map((type) => (
          <Radio key={type} value={type}>
            {t(`actions.${type}.name`)}
          </Radio>
        ))}
      </Radio.Group>
      <Details action={action} wrong={wrong} onChange={onChange} />
      {says === '' ? null : (
        <p className={wrong ? styles.wrong : styles.help} role={wrong ? 'alert' : undefined}>
          {says}
        </p>
      )}
    </div>
  )
}

function Details({ action, wrong, onChange }: ActionFieldProps) {
  const { t } = useTranslation('admin-rules')
  const status = wrong ? 'error' : ''
  switch (action.type) {
    case 'hand_over':
      return <WhomField action={action} onChange={onChange} />
    case 'answer':
      return (
        <>
          <Input.TextArea
            aria-label={t('actions.answer.name')}
            value={action.text}
            rows={4}
            className={styles.counted ?? ''}
            maxLength={600}
            showCount
            status={status}
            onChange={(event) => onChange({ type: 'answer', text: event.target.value })}
          />
          <PickMaterial
            kind="text"
            onPick={(picked) =>
              picked.type === 'text' ? onChange({ type: 'answer', text: picked.text }) : undefined
            }
          />
        </>
      )
    case 'send':
      return <MaterialField reply={action.reply} onChange={(reply) => onChange({ type: 'send', reply })} />
    case 'tag':
      return (
        <Select
          aria-label={t('actions.tag.name')}
          mode="tags"
          open={false}
          suffixIcon={null}
          value={action.tags}
          status={status}
          tokenSeparators={[',', '，', '、', '\n']}
          placeholder={t('actions.tag.hint')}
          onChange={(tags: string[]) => onChange({ type: 'tag', tags })}
        />
      )
    case 'forward':
    case 'nothing':
      return null
  }
}
