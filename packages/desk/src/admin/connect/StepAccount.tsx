import { connectionPatchSchema } from '@duokefu/contract'
import { Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { SecretField } from '../parts/SecretField.tsx'
import styles from './ConnectPage.module.css'
import type { StepProps } from './ConnectPage.tsx'
import { StepFoot } from './StepFoot.tsx'

/** ① Name, AppID and AppSecret; WeChat's 微信号 stands after the @ of kf accounts. */
export function StepAccount({ connection, save, onNext }: StepProps) {
  const { t } = useTranslation('admin-connect')
  const id = useId()
  const [name, setName] = useState(connection.name)
  const [wechatId, setWechatId] = useState(connection.wechatId ?? '')
  const [secret, setSecret] = useState<string | null>(null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [saving, setSaving] = useState(false)
  const patch = {
    ...(name.trim() === connection.name ? {} : { name }),
    ...(wechatId.trim() === (connection.wechatId ?? '') ? {} : { wechatId: wechatId.trim() || null }),
    ...(secret === null ? {} : { secret }),
  }
  const parsed = connectionPatchSchema.safeParse(patch)
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))
  const isChanged = Object.keys(patch).length > 0

  async function next(): Promise<void> {
    setLeft(new Set(['name', 'wechatId', 'secret']))
    if (!parsed.success) return
    setSaving(true)
    const saved = !isChanged || (await save(parsed.data))
    setSaving(false)
    if (saved) {
      setSecret(null)
      onNext()
    }
  }

  const errorOf = (field: string) => (left.has(field) && wrong.has(field) ? t(`account.${field}Wrong`) : null)
  const leave = (field: string) => setLeft((before) => new Set([...before, field]))
  return (
    <div className={styles.step}>
      <Field
        label={t('account.name')}
        htmlFor={`${id}-name`}
        error={errorOf('name')}
        help={t('account.nameHelp')}
      >
        <Input
          id={`${id}-name`}
          value={name}
          maxLength={30}
          onChange={(event) => setName(event.target.value)}
          onBlur={() => leave('name')}
        />
      </Field>
      <Field label={t('account.appid')} htmlFor={`${id}-appid`} help={t('account.appidFixed')}>
        <Input id={`${id}-appid`} value={connection.appid} readOnly />
      </Field>
      <SecretField
        label={t('account.secret')}
        isSet
        value={secret}
        error={errorOf('secret')}
        help={t('account.secretHelp')}
        onChange={setSecret}
        onBlur={() => leave('secret')}
      />
      <Field
        label={t('account.wechatId')}
        htmlFor={`${id}-wechat`}
        error={errorOf('wechatId')}
        help={t('account.wechatIdHelp')}
      >
        <Input
          id={`${id}-wechat`}
          value={wechatId}
          maxLength={30}
          spellCheck={false}
          onChange={(event) => setWechatId(event.target.value)}
          onBlur={() => leave('wechatId')}
        />
      </Field>
      <StepFoot
        busy={saving}
        {...(connection.step === null ? { act: t('save'), disabled: !isChanged } : {})}
        onNext={() => void next()}
      />
    </div>
  )
}
