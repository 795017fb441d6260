import { type Contact, type ContactAnswer, contactPatterns, type TeamAgent } from '@duokefu/contract'
import { Button, Checkbox, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { ContactFound } from './ContactFound.tsx'
import styles from './TeamDrawer.module.css'
import { teamApi } from './team-api.ts'
import { useTeamChanges } from './use-team.ts'

const kinds: readonly Contact['kind'][] = ['wechat', 'qq', 'phone']

export interface InviteFormProps {
  agent: TeamAgent
  /** With the invitation's link; empty when only WeChat was asked to invite. */
  onInvited: (link: string) => void
  /** Beside the buttons. */
  extra?: ReactNode
}

/** Whom to bind: 微信号, QQ 号 or 手机号, 验证, 邀请绑定 (S15). */
export function InviteForm({ agent, onInvited, extra = null }: InviteFormProps) {
  const { t } = useTranslation('admin-team')
  const accountId = useAccountId()
  const say = useSay()
  const { took } = useTeamChanges()
  const before = agent.login.contact
  const [kind, setKind] = useState<Contact['kind']>(before?.kind ?? 'wechat')
  const [value, setValue] = useState(before?.value ?? '')
  const [found, setFound] = useState<ContactAnswer | null>(null)
  const [wrong, setWrong] = useState(false)
  const [throughWechat, setThroughWechat] = useState(true)
  const [busy, setBusy] = useState<'verify' | 'invite' | null>(null)
  const text = plain(kind, value)
  const contact: Contact | null = contactPatterns[kind].test(text) ? { kind, value: text } : null
  const isBound = agent.login.state === 'bound'
  const canThroughWechat = kind === 'wechat' && agent.kfAccount !== null && agent.kf.state !== 'bound'

  function type(next: { kind?: Contact['kind']; value?: string }): void {
    if (next.kind !== undefined) setKind(next.kind)
    if (next.value !== undefined) setValue(next.value)
    setFound(null)
    setWrong(false)
  }

  async function working(what: 'verify' | 'invite', work: () => Promise<void>): Promise<void> {
    setBusy(what)
    try {
      await work()
    } catch (thrown) {
      say.failed(thrown)
    }
    setBusy(null)
  }

  const verify = () =>
    contact === null
      ? setWrong(true)
      : void working('verify', async () => setFound(await teamApi.verify(accountId, contact)))

  const invite = (to: Contact | null) =>
    void working('invite', async () => {
      const sent = to?.kind === 'wechat' && canThroughWechat && throughWechat
      const answer = await teamApi.invite(accountId, agent.id, { contact: to, throughWechat: sent })
      took(answer.agent)
      onInvited(answer.link ?? '')
    })

  return (
    <Form layout="vertical" className={styles.stack ?? ''} onFinish={verify}>
      {isBound ? <p className={styles.help}>{t('contact.boundAlready', { name: agent.name })}</p> : null}
      <Form.Item label={t('contact.label')} className={styles.field ?? ''}>
        <div className={styles.stack}>
          <Radio.Group
            optionType="button"
            value={kind}
            onChange={({ target }) => type({ kind: target.value })}
            options={kinds
              .filter((each) => !isBound || each === 'wechat')
              .map((each) => ({ value: each, label: t(`contact.kinds.${each}`) }))}
          />
          <div className={styles.row}>
            <Input
              aria-label={t('contact.value', { kind: t(`contact.kinds.${kind}`) })}
              placeholder={t('contact.value', { kind: t(`contact.kinds.${kind}`) })}
              value={value}
              maxLength={30}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              inputMode={kind === 'wechat' ? 'text' : 'numeric'}
              status={wrong ? 'error' : ''}
              onBlur={() => setWrong(value !== '' && contact === null)}
              onChange={({ target }) => type({ value: target.value })}
            />
            <Button htmlType="submit" loading={busy === 'verify'}>
              {t('contact.verify')}
            </Button>
          </div>
          {wrong ? (
            <p className={styles.error} role="alert">
              {t(`contact.wrong.${kind}`)}
            </p>
          ) : null}
        </div>
      </Form.Item>
      {found === null || contact === null ? null : (
        <>
          <ContactFound kind={kind} found={found} />
          {canThroughWechat ? (
            <Checkbox
              checked={isBound || throughWechat}
              disabled={isBound}
              onChange={({ target }) => setThroughWechat(target.checked)}
            >
              {t('contact.throughWechat')}
              <br />
              <span className={styles.help}>{t('contact.throughWechatHelp')}</span>
            </Checkbox>
          ) : (
            <p className={styles.help}>
              {kind === 'wechat'
                ? t('contact.noKf')
                : t('contact.onlyWechat', { kind: t(`contact.kinds.${kind}`) })}
            </p>
          )}
        </>
      )}
      <div className={styles.buttons}>
        <Button
          type="primary"
          disabled={found === null || contact === null || (isBound && !canThroughWechat)}
          loading={busy === 'invite'}
          onClick={() => invite(contact)}
        >
          {t('contact.invite')}
        </Button>
        {extra}
      </div>
      {isBound ? null : (
        <div>
          <Button
            type="link"
            className={styles.link ?? ''}
            disabled={busy !== null}
            onClick={() => invite(null)}
          >
            {t('contact.linkOnly')}
          </Button>
          <p className={styles.help}>{t('contact.linkOnlyHelp')}</p>
        </div>
      )}
    </Form>
  )
}

/** As it is stored: phone numbers are often copied with +86, spaces and hyphens. */
function plain(kind: Contact['kind'], value: string): string {
  const text = value.trim()
  return kind === 'phone' ? text.replaceAll(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '') : text
}
