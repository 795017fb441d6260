import { newAccountSchema } from '@duokefu/contract'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { AdminTheme } from '../AdminTheme.tsx'
import { accountApi } from '../api.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { useSay } from '../parts/use-say.ts'
import { rememberFreshKeys } from './fresh-keys.ts'
import styles from './NewAccountPage.module.css'

export interface NewAccountPageProps {
  readonly onConnected: (accountId: string) => Promise<void>
  /** null: there is no account to go back to. */
  readonly onCancel: (() => void) | null
}

/** `/accounts/new`: step ① of 接入公众号, before there is an account whose page it could be. */
export function NewAccountPage(props: NewAccountPageProps) {
  return (
    <AdminTheme>
      <main className={styles.frame}>
        <NewAccount {...props} />
      </main>
    </AdminTheme>
  )
}

const fields = ['name', 'appid', 'secret'] as const

function NewAccount({ onConnected, onCancel }: NewAccountPageProps) {
  const { t } = useTranslation('admin-connect')
  const id = useId()
  const say = useSay()
  const [form, setForm] = useState({ name: '', appid: '', secret: '' })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [saving, setSaving] = useState(false)
  const parsed = newAccountSchema.safeParse({ ...form, appid: form.appid.trim(), secret: form.secret.trim() })
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))

  async function create(): Promise<void> {
    setLeft(new Set(fields))
    if (!parsed.success) return
    setSaving(true)
    try {
      const { id: accountId, keys } = await accountApi.connect(parsed.data)
      rememberFreshKeys(accountId, keys)
      await onConnected(accountId)
    } catch (thrown) {
      say.failed(thrown)
      setSaving(false)
    }
  }

  return (
    <AdminPage title={t('title')} lead={t('account.lead')} help="connect" form>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        {fields.map((name) => {
          const error = left.has(name) && wrong.has(name) ? t(`account.${name}Wrong`) : null
          const Control = name === 'secret' ? Input.Password : Input
          return (
            <Field
              key={name}
              label={t(`account.${name}`)}
              htmlFor={`${id}-${name}`}
              help={t(`account.${name}Help`)}
              error={error}
            >
              <Control
                id={`${id}-${name}`}
                value={form[name]}
                autoComplete="off"
                spellCheck={false}
                maxLength={name === 'name' ? 30 : 128}
                status={error === null ? '' : 'error'}
                onChange={(event) => setForm((before) => ({ ...before, [name]: event.target.value }))}
                onBlur={() =>
                  form[name] === '' ? undefined : setLeft((before) => new Set([...before, name]))
                }
              />
            </Field>
          )
        })}
        <div className={styles.foot}>
          {onCancel === null ? null : <Button onClick={onCancel}>{t('cancel')}</Button>}
          <Button type="primary" htmlType="submit" loading={saving}>
            {t('account.create')}
          </Button>
        </div>
      </form>
    </AdminPage>
  )
}
