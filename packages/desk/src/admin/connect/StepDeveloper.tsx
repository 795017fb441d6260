import { type DeveloperTestAnswer, developerUrlSchema } from '@duokefu/contract'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { accountApi } from '../api.ts'
import { SecretField } from '../parts/SecretField.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import styles from './ConnectPage.module.css'
import type { StepProps } from './ConnectPage.tsx'
import { StepFoot } from './StepFoot.tsx'

/** ③ The merchant's own server: what isn't the desk's goes on to it, signed as WeChat would. */
export function StepDeveloper({ connection, save, onNext, onBack }: StepProps) {
  const { t } = useTranslation('admin-connect')
  const id = useId()
  const accountId = useAccountId()
  const say = useSay()
  const { developer } = connection
  const [url, setUrl] = useState(developer?.url ?? '')
  const [token, setToken] = useState<string | null>(null)
  const [key, setKey] = useState<string | null>(null)
  const [checked, setChecked] = useState(false)
  const [busy, setBusy] = useState<'test' | 'save' | null>(null)
  const [tested, setTested] = useState<DeveloperTestAnswer | null>(null)
  // An emptied field is none of its own; an untouched one stays as it was.
  const given = {
    url: url.trim(),
    ...(token === null ? {} : { token: token === '' ? null : token }),
    ...(key === null ? {} : { encodingAesKey: key === '' ? null : key }),
  }
  const parsed = developerUrlSchema.safeParse(given)
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))
  const none = given.url === ''
  const isChanged = given.url !== (developer?.url ?? '') || token !== null || key !== null

  async function test(): Promise<void> {
    setChecked(true)
    if (wrong.has('url') || wrong.has('token')) return
    setBusy('test')
    setTested(null)
    try {
      const body = { url: given.url, ...(token === null || token === '' ? {} : { token }) }
      setTested(await accountApi.testDeveloper(accountId, body))
    } catch (thrown) {
      say.failed(thrown)
    } finally {
      setBusy(null)
    }
  }

  async function next(): Promise<void> {
    setChecked(true)
    if (!none && !parsed.success) return
    setBusy('save')
    const saved = !isChanged || (await save({ developer: none || !parsed.success ? null : parsed.data }))
    setBusy(null)
    if (!saved) return
    setToken(null)
    setKey(null)
    onNext()
  }

  const errorOf = (field: string) =>
    checked && !none && wrong.has(field) ? t(`developer.${field}Wrong`) : null
  return (
    <div className={styles.step}>
      <p className={styles.lead}>{t('developer.lead')}</p>
      <Field
        label={t('developer.url')}
        htmlFor={`${id}-url`}
        error={errorOf('url')}
        help={t('developer.urlHelp')}
      >
        <Input
          id={`${id}-url`}
          value={url}
          inputMode="url"
          spellCheck={false}
          placeholder="https://"
          status={errorOf('url') === null ? '' : 'error'}
          onChange={(event) => {
            setUrl(event.target.value)
            setTested(null)
          }}
          onBlur={() => setChecked(true)}
        />
      </Field>
      <SecretField
        label={t('developer.token')}
        isSet={developer?.ownToken === true}
        value={token ?? (developer?.ownToken === true ? null : '')}
        error={errorOf('token')}
        help={t('developer.tokenHelp')}
        onChange={setToken}
      />
      <SecretField
        label={t('developer.aesKey')}
        isSet={developer?.encrypted === true}
        value={key ?? (developer?.encrypted === true ? null : '')}
        error={errorOf('encodingAesKey')}
        help={t('developer.aesKeyHelp')}
        onChange={setKey}
      />
      <div className={styles.foot}>
        <Button disabled={none} loading={busy === 'test'} onClick={() => void test()}>
          {t('developer.test')}
        </Button>
        <span role="status" className={(tested?.result === 'ok' ? styles.good : styles.bad) ?? ''}>
          {tested === null
            ? null
            : t(`developer.results.${tested.result}`, { status: tested.status ?? '', ms: tested.tookMs })}
        </span>
      </div>
      <StepFoot
        busy={busy === 'save'}
        {...(connection.step === null
          ? { act: t('save'), disabled: !isChanged }
          : none
            ? { act: t('developer.skip') }
            : {})}
        onNext={() => void next()}
        onBack={onBack}
      />
    </div>
  )
}
