import { setupBodySchema } from '@duokefu/contract'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { AdminTheme } from '../AdminTheme.tsx'
import { accountApi } from '../api.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { useSay } from '../parts/use-say.ts'
import styles from './NewAccountPage.module.css'

/** `/setup#token`: the first person of a fresh installation, by the one-time link of its terminal. */
export function SetupPage({ onReady }: { onReady: () => Promise<void> }) {
  return (
    <AdminTheme>
      <main className={styles.frame}>
        <SetUp onReady={onReady} />
      </main>
    </AdminTheme>
  )
}

function SetUp({ onReady }: { onReady: () => Promise<void> }) {
  const { t } = useTranslation('admin-connect')
  const id = useId()
  const say = useSay()
  const [token] = useState(takeToken)
  const [name, setName] = useState('')
  const [checked, setChecked] = useState(false)
  const [busy, setBusy] = useState(false)
  const wrong = checked && !setupBodySchema.shape.name.safeParse(name).success

  async function begin(): Promise<void> {
    setChecked(true)
    const body = setupBodySchema.safeParse({ token, name })
    if (!body.success) return
    setBusy(true)
    try {
      await accountApi.setUp(body.data)
      await onReady()
    } catch (thrown) {
      say.failed(thrown)
      setBusy(false)
    }
  }

  return (
    <AdminPage title={t('setup.title')} lead={token === '' ? t('setup.noToken') : t('setup.lead')} form>
      {token === '' ? null : (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void begin()
          }}
        >
          <Field label={t('setup.name')} htmlFor={id} error={wrong ? t('setup.nameWrong') : null}>
            <Input
              id={id}
              value={name}
              maxLength={16}
              status={wrong ? 'error' : ''}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('setup.go')}
          </Button>
        </form>
      )}
    </AdminPage>
  )
}

/** Out of the address at once, so that nobody reads it over a shoulder or out of the history. */
function takeToken(): string {
  const token = location.hash.slice(1)
  if (token !== '') history.replaceState(null, '', location.pathname)
  return token
}
