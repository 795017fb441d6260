import type { InterfaceAnswer } from '@duokefu/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { accountApi } from '../api.ts'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import { endingWords } from './ending-words.ts'
import styles from './InterfacePage.module.css'

const effects = ['asking', 'others', 'serving', 'back'] as const

/** 转回微信客服 (L3): one click gives everybody who asks for a person to WeChat's own desk, one takes them again. */
export function WechatDesk({ now }: { now: InterfaceAnswer }) {
  const { t } = useTranslation('admin-interface')
  const { t: tAdmin } = useTranslation('admin')
  const accountId = useAccountId()
  const queries = useQueryClient()
  const confirm = useConfirm()
  const say = useSay()
  const [turning, setTurning] = useState(false)
  const { on, changed, agents } = now.wechatDesk

  async function turn(): Promise<void> {
    if (
      !on &&
      !(await confirm({
        title: t('wechat.ask'),
        body: <Ask now={now} />,
        act: t('wechat.handBack'),
        danger: true,
      }))
    )
      return
    setTurning(true)
    try {
      queries.setQueryData(['interface', accountId], await accountApi.turnWechatDesk(accountId, !on))
      say.done(t(on ? 'wechat.isTaken' : 'wechat.isHanded'))
    } catch (thrown) {
      say.failed(thrown)
    } finally {
      setTurning(false)
    }
  }

  return (
    <>
      {on ? <p className={styles.warn}>{t('wechat.standing')}</p> : null}
      <dl className={styles.effects} aria-label={t('wechat.effectsOf')}>
        {effects.map((effect) => (
          <div key={effect} className={styles.effect}>
            <dt>{t(`wechat.effects.${effect}.name`)}</dt>
            <dd>{t(`wechat.effects.${effect}.does`)}</dd>
          </div>
        ))}
      </dl>
      {agents > 0 ? (
        <p className={styles.who}>{t('wechat.agents', { total: agents })}</p>
      ) : (
        <p className={styles.warn}>
          {t('wechat.noAgents')} <Link to={`/admin/${accountId}/agents`}>{t('wechat.bind')}</Link>
        </p>
      )}
      <footer className={styles.foot}>
        <Button
          type={on ? 'primary' : 'default'}
          danger={!on}
          disabled={!now.on}
          loading={turning}
          onClick={() => void turn()}
        >
          {t(on ? 'wechat.takeBack' : 'wechat.handBack')}
        </Button>
        <span className={styles.who}>
          {now.on
            ? changed === null
              ? t('wechat.never')
              : t(on ? 'wechat.handed' : 'wechat.taken', {
                  name: changed.by,
                  time: timeWords(changed.at, Date.now(), tAdmin),
                })
            : t('wechat.whileOff')}
        </span>
      </footer>
    </>
  )
}

/** What happens at once, in figures, and who will be there for the customers. */
function Ask({ now }: { now: InterfaceAnswer }) {
  const { t } = useTranslation('admin-interface')
  const { agents } = now.wechatDesk
  const endings = endingWords(now, (key, values) => t(key, values ?? {}))
  return (
    <>
      <p>{t('wechat.askMessages')}</p>
      {endings === '' ? null : <p>{endings}</p>}
      <p>{agents > 0 ? t('wechat.agents', { total: agents }) : t('wechat.noAgents')}</p>
    </>
  )
}
