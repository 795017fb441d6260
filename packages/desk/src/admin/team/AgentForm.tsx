import { kfPrefixPattern, type TeamAgent } from '@duokefu/contract'
import { Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountId } from '../parts/use-account.ts'
import { AvatarField } from './AvatarField.tsx'
import { pictureUrl, teamApi } from './team-api.ts'

/** Name, picture and kf account as they are typed. */
export interface AgentDraft {
  readonly name: string
  /** What stands before the @; empty = none. */
  readonly prefix: string
  readonly avatarKey: string | null
  /** Chosen here and not uploaded yet. */
  readonly picture: Blob | null
}

export function draftOf(agent: TeamAgent | null): AgentDraft {
  return {
    name: agent?.name ?? '',
    prefix: prefixOf(agent),
    avatarKey: agent?.avatarKey ?? null,
    picture: null,
  }
}

/** What stands before the @ of an agent's kf account; empty = none. */
export function prefixOf(agent: TeamAgent | null): string {
  return agent?.kfAccount?.split('@')[0] ?? ''
}

/** Whether it can be saved as it is. */
export function isWhole({ name, prefix }: AgentDraft): boolean {
  return name.trim() !== '' && (prefix === '' || kfPrefixPattern.test(prefix))
}

/** The key of the draft's picture, uploaded when it is new. */
export async function pictureKey(
  accountId: string,
  { picture, avatarKey }: AgentDraft,
): Promise<string | null> {
  return picture === null ? avatarKey : teamApi.upload(accountId, picture)
}

export interface AgentFieldsProps {
  draft: AgentDraft
  onChange: (part: Partial<AgentDraft>) => void
  /** What is wrong is said from here on: after leaving a field, or after 「下一步」. */
  checked: boolean
  onChecked: () => void
  /** After the @; null: no kf account can be given, or there is one. */
  suffix: string | null
}

/** Step 1 of 添加客服, and the upper half of 编辑. */
export function AgentFields({ draft, onChange, checked, onChecked, suffix }: AgentFieldsProps) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const src = usePicture(draft.picture) ?? pictureUrl(accountId, draft.avatarKey)
  const nameMissing = checked && draft.name.trim() === ''
  const prefixWrong = checked && draft.prefix !== '' && !kfPrefixPattern.test(draft.prefix)
  return (
    <>
      <Form.Item
        label={t('drawer.name')}
        htmlFor="agent-name"
        extra={t('drawer.nameHelp')}
        validateStatus={nameMissing ? 'error' : ''}
        help={nameMissing ? t('drawer.nameNeeded') : null}
      >
        <Input
          id="agent-name"
          value={draft.name}
          maxLength={16}
          count={{ show: true, max: 16 }}
          onBlur={onChecked}
          onChange={({ target }) => onChange({ name: target.value })}
        />
      </Form.Item>
      <Form.Item label={t('drawer.avatar')}>
        <AvatarField
          name={draft.name}
          src={src}
          onChange={(picture) => onChange({ picture, avatarKey: null })}
        />
      </Form.Item>
      {suffix === null ? null : (
        <Form.Item
          label={t('drawer.prefix')}
          htmlFor="agent-prefix"
          extra={t('drawer.prefixHelp')}
          validateStatus={prefixWrong ? 'error' : ''}
          help={prefixWrong ? t('drawer.prefixWrong') : null}
        >
          <Input
            id="agent-prefix"
            value={draft.prefix}
            maxLength={10}
            suffix={`@${suffix}`}
            autoCapitalize="none"
            spellCheck={false}
            onBlur={onChecked}
            onChange={({ target }) => onChange({ prefix: target.value.trim() })}
          />
        </Form.Item>
      )}
    </>
  )
}

/** An address for a picture that is in this browser alone. */
function usePicture(picture: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (picture === null) {
      setUrl(null)
      return
    }
    const made = URL.createObjectURL(picture)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [picture])
  return url
}
