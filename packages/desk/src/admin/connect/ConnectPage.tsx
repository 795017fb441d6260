import type { Connection } from '@duokefu/contract'
import { Steps } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { phone, useMedia } from '../../ui/use-media.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import styles from './ConnectPage.module.css'
import { StepAccount } from './StepAccount.tsx'
import { StepCallback } from './StepCallback.tsx'
import { StepChecks } from './StepChecks.tsx'
import { StepDeveloper } from './StepDeveloper.tsx'
import { StepDone } from './StepDone.tsx'
import { type ConnectionAccess, useConnection } from './use-connection.ts'

/** 接入公众号 (S12): five steps, each saved as it is done, and the same five to look at and change later. */
export function ConnectPage() {
  const { t } = useTranslation('admin-connect')
  const { query, save } = useConnection()
  const isOwner = useDesk(({ me }) => me.role === 'owner')
  return (
    <AdminPage
      title={t('title')}
      help="connect"
      extra={isOwner ? <Link to="/accounts/new">{t('another')}</Link> : undefined}
    >
      <Loaded query={query}>{(connection) => <Wizard connection={connection} save={save} />}</Loaded>
    </AdminPage>
  )
}

/** What every step is given. `onNext` leads on; `onSave` resolves to whether it is saved. */
export interface StepProps {
  connection: Connection
  save: ConnectionAccess['save']
  onNext: () => void
  onBack: () => void
}

const steps = [StepAccount, StepCallback, StepDeveloper, StepChecks, StepDone] as const

function Wizard({ connection, save }: Pick<StepProps, 'connection' | 'save'>) {
  const { t } = useTranslation('admin-connect')
  const small = useMedia(phone)
  const [query, setQuery] = useSearchParams()
  const furthest = connection.step ?? 5
  // Everything is done: the checks are what one comes back for.
  const asked = Number(query.get('step') ?? connection.step ?? 4)
  const step = Math.min(Math.max(Number.isInteger(asked) ? asked : 1, 1), furthest)
  const Step = steps[step - 1] ?? StepAccount

  function show(wanted: number): void {
    setQuery({ step: String(Math.min(Math.max(wanted, 1), 5)) }, { replace: true })
  }

  async function goOn(): Promise<void> {
    if (connection.step !== null && step >= connection.step && step < 5) {
      if (!(await save({ step: step + 1 }))) return
    }
    show(step + 1)
  }

  return (
    <>
      {small ? (
        <p className={styles.progress}>
          {t('progress', { step, name: t(`steps.${step}`) })}
          <progress className={styles.bar} max={5} value={step} aria-hidden="true" />
        </p>
      ) : (
        <Steps
          className={styles.steps ?? ''}
          size="small"
          current={step - 1}
          onChange={(wanted) => show(wanted + 1)}
          items={[1, 2, 3, 4, 5].map((each) => ({
            title: t(`steps.${each}`),
            disabled: each > furthest,
            ...(connection.step === null && each !== step ? { status: 'finish' as const } : {}),
          }))}
        />
      )}
      <Step
        key={step}
        connection={connection}
        save={save}
        onNext={() => void goOn()}
        onBack={() => show(step - 1)}
      />
    </>
  )
}
