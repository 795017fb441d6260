import type { MenuAct, MenuActType, MenuProblem, Rule } from '@duokefu/contract'
import { Input, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import { ClickForm } from './ClickForm.tsx'
import { newMenuKey } from './menu-key.ts'

export interface ActFormProps {
  act: MenuAct
  wrong: ReadonlySet<MenuProblem['field'] | 'action'>
  actionOf: (key: string) => Rule['action'] | null
  otherRulesOf: (key: string) => readonly string[]
  onChange: (act: MenuAct) => void
  onAction: (key: string, action: Rule['action'] | null) => void
}

const groups: readonly { readonly name: string; readonly types: readonly MenuActType[] }[] = [
  { name: 'answer', types: ['click'] },
  { name: 'open', types: ['view', 'miniprogram', 'article_view_limited', 'view_limited'] },
  { name: 'send', types: ['article_id', 'media_id'] },
  {
    name: 'ask',
    types: [
      'scancode_push',
      'scancode_waitmsg',
      'pic_photo_or_album',
      'pic_sysphoto',
      'pic_weixin',
      'location_select',
    ],
  },
]
/** WeChat still takes them, and offers articles instead: shown where a menu has one. */
const old: readonly MenuActType[] = ['view_limited', 'article_view_limited']

/** What a tap does, by WeChat's types, and what each needs to be told. */
export function ActForm({ act, wrong, actionOf, otherRulesOf, onChange, onAction }: ActFormProps) {
  const { t } = useTranslation('admin-menu')
  return (
    <>
      <Group label={t('does')} help={t(`types.${act.type}.help`)}>
        <Select
          aria-label={t('does')}
          value={act.type}
          options={groups.map(({ name, types }) => ({
            label: t(`groups.${name}`),
            options: types
              .filter((type) => type === act.type || !old.includes(type))
              .map((type) => ({ value: type, label: t(`types.${type}.name`) })),
          }))}
          onChange={(type) => onChange(asType(act, type))}
        />
      </Group>
      {act.type === 'click' ? (
        <ClickForm
          menuKey={act.key}
          keyWrong={wrong.has('key')}
          actionWrong={wrong.has('action')}
          action={actionOf(act.key)}
          otherRules={otherRulesOf(act.key)}
          onKey={(key) => {
            onAction(key, actionOf(act.key))
            onChange({ type: 'click', key })
          }}
          onAction={(action) => onAction(act.key, action)}
        />
      ) : (
        <Texts act={act} wrong={wrong} onChange={onChange} />
      )}
    </>
  )
}

const fields = ['appid', 'pagePath', 'url', 'key', 'mediaId', 'articleId'] as const

function Texts({ act, wrong, onChange }: Pick<ActFormProps, 'act' | 'wrong' | 'onChange'>) {
  const { t } = useTranslation('admin-menu')
  const id = useId()
  const values: Partial<Record<(typeof fields)[number], string>> = act
  return fields.map((field) => {
    const value = values[field]
    if (value === undefined) return null
    const words = field === 'url' && act.type === 'miniprogram' ? 'oldUrl' : field
    return (
      <Field
        key={field}
        label={t(`fields.${words}.label`)}
        htmlFor={`${id}-${field}`}
        help={t(`fields.${words}.help`)}
        error={wrong.has(field) ? t(`fields.${words}.wrong`) : null}
        errorId={`${id}-${field}-error`}
      >
        <Input
          id={`${id}-${field}`}
          value={value}
          autoComplete="off"
          spellCheck={false}
          inputMode={field === 'url' ? 'url' : 'text'}
          status={wrong.has(field) ? 'error' : ''}
          aria-describedby={`${id}-${field}-error`}
          onChange={(event) => onChange({ ...act, [field]: event.target.value.trim() })}
        />
      </Field>
    )
  })
}

/** Another type keeps what both have: an address, a key. */
function asType(act: MenuAct, type: MenuActType): MenuAct {
  const url = 'url' in act ? act.url : ''
  switch (type) {
    case 'view':
      return { type, url }
    case 'miniprogram':
      return { type, appid: '', pagePath: '', url }
    case 'media_id':
    case 'view_limited':
      return { type, mediaId: 'mediaId' in act ? act.mediaId : '' }
    case 'article_id':
    case 'article_view_limited':
      return { type, articleId: 'articleId' in act ? act.articleId : '' }
    default:
      return { type, key: 'key' in act ? act.key : newMenuKey() }
  }
}
