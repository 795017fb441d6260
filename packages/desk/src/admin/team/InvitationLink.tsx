import type { TeamAgent } from '@duokefu/contract'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { QrCode } from '../../ui/QrCode.tsx'
import { CopyLine } from '../parts/CopyLine.tsx'
import { KfState } from './KfState.tsx'
import { LoginState } from './LoginState.tsx'
import styles from './TeamDrawer.module.css'

export interface InvitationLinkProps {
  agent: TeamAgent
  /** Empty: only WeChat invites. */
  link: string
  onDone: () => void
}

/** The invitation's QR and link, and what has become of it while this is open. */
export function InvitationLink({ agent, link, onDone }: InvitationLinkProps) {
  const { t } = useTranslation('admin-team')
  const sent = agent.kf.state === 'inviting'
  return (
    <div className={styles.stack}>
      {sent ? <Alert type="info" title={t(link === '' ? 'link.kfOnly' : 'link.sent')} /> : null}
      {link === '' ? null : (
        <>
          <p>{t('link.lead')}</p>
          <div className={styles.qr}>
            <QrCode text={link} label={t('link.qr', { name: agent.name })} size={216} />
          </div>
          <CopyLine label={t('link.label')} value={link} />
          <p className={styles.help}>{t('link.once')}</p>
        </>
      )}
      <dl className={styles.states}>
        <dt>{t('columns.login')}</dt>
        <dd>
          <LoginState agent={agent} onInvite={null} />
        </dd>
        <dt>{t('columns.kf')}</dt>
        <dd>
          <KfState agent={agent} onInvite={null} />
        </dd>
      </dl>
      <div className={styles.buttons}>
        <Button type="primary" onClick={onDone}>
          {t('link.done')}
        </Button>
      </div>
    </div>
  )
}
