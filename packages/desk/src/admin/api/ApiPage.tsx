import type { CompatAnswer } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { CopyLine } from '../parts/CopyLine.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { Addresses } from './Addresses.tsx'
import styles from './ApiPage.module.css'
import { compatApi } from './compat-api.ts'
import { Keys } from './Keys.tsx'
import { SdkLines } from './SdkLines.tsx'
import { SwitchLine } from './SwitchLine.tsx'
import { type CompatAccess, useCompat } from './use-compat.ts'

/** API 接入 (B, design: Security): the doors for programs, who may use them, and what a developer changes. */
export function ApiPage() {
  const { t } = useTranslation('admin-api')
  const access = useCompat()
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="api" form>
      <Loaded query={access.query}>
        {(compat) => (
          <>
            <ServiceApi compat={compat} access={access} />
            <WechatToken compat={compat} access={access} />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

interface PartProps {
  compat: CompatAnswer
  access: CompatAccess
}

function ServiceApi({ compat, access }: PartProps) {
  const { t } = useTranslation('admin-api')
  const change = (patch: Parameters<typeof compatApi.change>[1]) =>
    void access.does((id) => compatApi.change(id, patch))
  return (
    <Section title={t('api.title')} lead={t('api.lead')}>
      <SwitchLine label={t('api.on')} on={compat.on.api} onChange={(api) => change({ api })} />
      {compat.on.api ? (
        <>
          <CopyLine label={t('api.baseUrl')} value={compat.baseUrl} />
          <SdkLines baseUrl={compat.baseUrl} />
          <SwitchLine
            label={t('api.appSecret')}
            help={t('api.appSecretHelp', { appid: compat.appid })}
            on={compat.appSecret}
            onChange={(appSecret) => change({ appSecret })}
          />
          <Keys door="api" compat={compat} access={access} />
          <Addresses door="api" compat={compat} access={access} />
          <details className={styles.more}>
            <summary>{t('api.more')}</summary>
            <p>{t('api.passedLead')}</p>
            <p className={styles.paths}>{compat.passed.join('  ')}</p>
            <SwitchLine
              label={t('api.clearQuota')}
              help={t('api.clearQuotaHelp')}
              on={compat.clearQuota}
              onChange={(clearQuota) => change({ clearQuota })}
            />
          </details>
        </>
      ) : (
        <p className={styles.quiet}>{t('api.off')}</p>
      )}
    </Section>
  )
}

function WechatToken({ compat, access }: PartProps) {
  const { t } = useTranslation('admin-api')
  const example = `curl -X POST ${compat.baseUrl}/api/wechat-token -H 'Authorization: Bearer ${t('token.key')}'`
  return (
    <Section title={t('token.title')} lead={t('token.lead')}>
      <SwitchLine
        label={t('token.on')}
        on={compat.on.wechatToken}
        onChange={(wechatToken) => void access.does((id) => compatApi.change(id, { wechatToken }))}
      />
      {compat.on.wechatToken ? (
        <>
          <CopyLine label={t('token.example')} value={example} />
          <p className={styles.quiet}>{t('token.help')}</p>
          <Keys door="wechat_token" compat={compat} access={access} />
          <Addresses door="wechat_token" compat={compat} access={access} />
        </>
      ) : (
        <p className={styles.quiet}>{t('token.off')}</p>
      )}
    </Section>
  )
}
