import { callbackTokenSchema, encodingAesKeySchema } from '@duokefu/contract'
import { Button, Input, Radio } from 'antd'
import { Check, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import { accountApi } from '../api.ts'
import { CopyLine } from '../parts/CopyLine.tsx'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import styles from './ConnectPage.module.css'
import type { StepProps } from './ConnectPage.tsx'
import { ConsolePicture } from './ConsolePicture.tsx'
import { rememberFreshKeys, useFreshKeys } from './fresh-keys.ts'
import { StepFoot } from './StepFoot.tsx'
import { useChecks } from './use-connection.ts'

const modes = ['safe', 'compatible', 'plain'] as const

/** ② What WeChat's page 服务器配置 needs: our URL, Token, EncodingAESKey, beside a picture of where they go. */
export function StepCallback({ connection, save, onNext, onBack }: StepProps) {
  const { t } = useTranslation('admin-connect')
  return (
    <div className={styles.beside}>
      <div className={styles.step}>
        <p className={styles.lead}>{t('callback.lead')}</p>
        <CopyLine label={t('callback.url')} value={connection.callbackUrl} />
        <Keys />
        <Group label={t('callback.mode')} help={t(`callback.modeHelp.${connection.mode}`)}>
          <Radio.Group
            aria-label={t('callback.mode')}
            value={connection.mode}
            onChange={(event) => void save({ mode: event.target.value })}
          >
            {modes.map((mode) => (
              <Radio key={mode} value={mode}>
                {t(`callback.modes.${mode}`)}
              </Radio>
            ))}
          </Radio.Group>
        </Group>
        <Seen />
        <StepFoot onNext={onNext} onBack={onBack} />
      </div>
      <ConsolePicture mode={connection.mode} />
    </div>
  )
}

/** Shown once after they were made, then 「已设置」. */
function Keys() {
  const { t } = useTranslation('admin-connect')
  const accountId = useAccountId()
  const confirm = useConfirm()
  const say = useSay()
  const keys = useFreshKeys(accountId)
  const [typing, setTyping] = useState(false)

  async function replace(given: { token?: string; encodingAesKey?: string }): Promise<void> {
    try {
      rememberFreshKeys(accountId, await accountApi.replaceKeys(accountId, given))
      setTyping(false)
      say.done(t('callback.replaced'))
    } catch (thrown) {
      say.failed(thrown)
    }
  }

  async function makeNew(): Promise<void> {
    const question = {
      title: t('callback.askNew'),
      body: t('callback.askNewBody'),
      act: t('callback.makeNew'),
    }
    if (await confirm(question)) await replace({})
  }

  return (
    <>
      {keys === null ? (
        <Group label={t('callback.keys')} help={t('callback.keysSetHelp')}>
          <span className={styles.good}>
            <Check size={16} strokeWidth={1.75} aria-hidden="true" />
            {t('callback.keysSet')}
          </span>
        </Group>
      ) : (
        <>
          <CopyLine label={t('callback.token')} value={keys.token} />
          <CopyLine label={t('callback.aesKey')} value={keys.encodingAesKey} />
          <p className={styles.pending}>{t('callback.once')}</p>
        </>
      )}
      {typing ? (
        <OwnKeys onSave={replace} onCancel={() => setTyping(false)} />
      ) : (
        <div className={styles.foot}>
          <Button onClick={() => void makeNew()}>{t('callback.makeNew')}</Button>
          <Button onClick={() => setTyping(true)}>{t('callback.enterOwn')}</Button>
        </div>
      )}
    </>
  )
}

/** For whoever keeps the Token and key that stand in WeChat's console already. */
function OwnKeys({
  onSave,
  onCancel,
}: {
  onSave: (keys: { token: string; encodingAesKey: string }) => Promise<void>
  onCancel: () => void
}) {
  const { t } = useTranslation('admin-connect')
  const [token, setToken] = useState('')
  const [key, setKey] = useState('')
  const [checked, setChecked] = useState(false)
  const [saving, setSaving] = useState(false)
  const tokenWrong = checked && !callbackTokenSchema.safeParse(token).success
  const keyWrong = checked && !encodingAesKeySchema.safeParse(key).success

  async function save(): Promise<void> {
    setChecked(true)
    if (!callbackTokenSchema.safeParse(token).success || !encodingAesKeySchema.safeParse(key).success) return
    setSaving(true)
    await onSave({ token, encodingAesKey: key })
    setSaving(false)
  }

  return (
    <>
      <Field
        label={t('callback.token')}
        htmlFor="own-token"
        error={tokenWrong ? t('callback.tokenWrong') : null}
      >
        <Input
          id="own-token"
          value={token}
          maxLength={32}
          spellCheck={false}
          status={tokenWrong ? 'error' : ''}
          onChange={(event) => setToken(event.target.value.trim())}
        />
      </Field>
      <Field label={t('callback.aesKey')} htmlFor="own-key" error={keyWrong ? t('callback.keyWrong') : null}>
        <Input
          id="own-key"
          value={key}
          maxLength={43}
          spellCheck={false}
          status={keyWrong ? 'error' : ''}
          onChange={(event) => setKey(event.target.value.trim())}
        />
      </Field>
      <div className={styles.foot}>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button loading={saving} onClick={() => void save()}>
          {t('save')}
        </Button>
      </div>
    </>
  )
}

/** Whether WeChat has been here: the page hears of 「提交」 in WeChat's console within seconds. */
function Seen() {
  const { t } = useTranslation('admin-connect')
  const { t: tAdmin } = useTranslation('admin')
  const check = useChecks().data?.checks.find(({ name }) => name === 'callback')
  if (check?.state === 'ok' && check.at !== null)
    return (
      <p className={styles.good} role="status">
        <Check size={16} strokeWidth={1.75} aria-hidden="true" />
        {t('callback.seen', { time: timeWords(check.at, Date.now(), tAdmin) })}
      </p>
    )
  if (check?.state === 'failed')
    return (
      <p className={styles.bad} role="status">
        {t(`problems.callback.${check.problem ?? 'never_called'}.cause`, { detail: check.detail ?? '' })}
        {t(`problems.callback.${check.problem ?? 'never_called'}.next`)}
      </p>
    )
  return (
    <p className={styles.pending} role="status">
      <LoaderCircle size={16} strokeWidth={1.75} aria-hidden="true" />
      {t('callback.waiting')}
    </p>
  )
}
