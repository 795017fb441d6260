import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import styles from './ConnectPage.module.css'
import type { StepProps } from './ConnectPage.tsx'
import { StepFoot } from './StepFoot.tsx'

const changes = ['console', 'fans', 'server', 'agents'] as const

/** ⑤ What is different from now on, and the end of 接入公众号. */
export function StepDone({ connection, save, onBack }: StepProps) {
  const { t } = useTranslation('admin-connect')
  const navigate = useNavigate()
  const accountId = useAccountId()
  const confirm = useConfirm()
  const say = useSay()
  const [saving, setSaving] = useState(false)

  async function finish(): Promise<void> {
    if (connection.step !== null) {
      const question = { title: t('done.ask'), body: t('done.console'), act: t('done.finish') }
      if (!(await confirm(question))) return
      setSaving(true)
      const saved = await save({ step: null })
      setSaving(false)
      if (!saved) return
      say.done(t('done.finished', { name: connection.name }))
    }
    await navigate(`/admin/${accountId}/overview`)
  }

  return (
    <div className={styles.step}>
      <p className={styles.lead}>{t('done.lead')}</p>
      <ul className={styles.changes}>
        {changes.map((change) => (
          <li key={change}>
            {t(`done.${change}`)}
            {change === 'console' ? <Restore /> : null}
          </li>
        ))}
      </ul>
      {connection.interfaceOn ? null : <p className={styles.warn}>{t('done.stillOff')}</p>}
      <StepFoot
        act={t(connection.step === null ? 'done.overview' : 'done.finish')}
        busy={saving}
        onNext={() => void finish()}
        onBack={onBack}
      />
    </div>
  )
}

/** Where what stops in WeChat's console is made again. */
function Restore() {
  const { t } = useTranslation('admin-connect')
  const accountId = useAccountId()
  return (
    <span className={styles.restore}>
      {(['auto', 'menu'] as const).map((page) => (
        <Link key={page} to={`/admin/${accountId}/${page}`}>
          {t(`done.to.${page}`)}
        </Link>
      ))}
    </span>
  )
}
