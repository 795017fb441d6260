import type { Rule } from '@duokefu/contract'
import { Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Field, Group } from '../../ui/Form.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { ActionField } from '../rules/ActionField.tsx'
import styles from './MenuPage.module.css'

type Action = Rule['action']

export interface ClickFormProps {
  menuKey: string
  keyWrong: boolean
  actionWrong: boolean
  /** By the rule that is about this key alone; null = none, so the merchant's program answers. */
  action: Action | null
  /** Names of other rules that look at the key. */
  otherRules: readonly string[]
  onKey: (key: string) => void
  onAction: (action: Action | null) => void
}

/** What happens here when a fan taps an entry that says its key: an answer, a hand-over, or what the mall makes of it. */
export function ClickForm(props: ClickFormProps) {
  const { menuKey, keyWrong, actionWrong, action, otherRules, onKey, onAction } = props
  const { t } = useTranslation('admin-menu')
  const id = useId()
  const accountId = useAccountId()
  const [typed, setTyped] = useState<string | null>(null)

  function leaveKey(): void {
    const key = typed?.trim() ?? ''
    setTyped(null)
    if (typed !== null && key !== menuKey) onKey(key)
  }

  return (
    <>
      <Group label={t('click.then')}>
        <ActionField
          action={action ?? { type: 'forward' }}
          wrong={actionWrong}
          // Events reach the developer URL without a rule; one is needed only in front of others.
          onChange={(next) => onAction(next.type === 'forward' && otherRules.length === 0 ? null : next)}
        />
        {otherRules.length === 0 ? null : (
          <p className={styles.warn}>
            {t('click.others', { names: otherRules.map((name) => t('quoted', { name })).join(t('comma')) })}
            <Link to={`/admin/${accountId}/rules`}>{t('click.rules')}</Link>
          </p>
        )}
      </Group>
      <Field
        label={t('fields.key.label')}
        htmlFor={`${id}-key`}
        help={t('fields.key.help')}
        error={keyWrong ? t('fields.key.wrong') : null}
        errorId={`${id}-key-error`}
      >
        <Input
          id={`${id}-key`}
          value={typed ?? menuKey}
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
          status={keyWrong ? 'error' : ''}
          aria-describedby={`${id}-key-error`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={leaveKey}
          onPressEnter={leaveKey}
        />
      </Field>
    </>
  )
}
