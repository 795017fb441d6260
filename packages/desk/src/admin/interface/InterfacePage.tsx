import type { InterfaceAnswer } from '@duokefu/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountApi } from '../api.ts'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import { endingWords } from './ending-words.ts'
import styles from './InterfacePage.module.css'
import { WechatDesk } from './WechatDesk.tsx'

/** 多客服接口 (S13): the switch between desk and merchant, with what each position does. */
export function InterfacePage() {
  const { t } = useTranslation('admin-interface')
  const accountId = useAccountId()
  const query = useQuery({
    queryKey: ['interface', accountId],
    queryFn: () => accountApi.interface(accountId),
    // Whom turning it off would hit changes all the time.
    refetchInterval: 5_000,
  })
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="interface" form>
      <Loaded query={query}>
        {(now) => (
          <>
            <Switching now={now} />
            <Section title={t('wechat.title')} lead={t('wechat.lead')}>
              <WechatDesk now={now} />
            </Section>
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

const effects = ['messages', 'serving', 'waiting', 'held', 'sent', 'records'] as const

function Switching({ now }: { now: InterfaceAnswer }) {
  const { t } = useTranslation('admin-interface')
  const { t: tAdmin } = useTranslation('admin')
  const accountId = useAccountId()
  const queries = useQueryClient()
  const confirm = useConfirm()
  const say = useSay()
  const [wanted, setWanted] = useState<boolean | null>(null)
  const [turning, setTurning] = useState(false)
  const on = wanted ?? now.on

  async function turn(): Promise<void> {
    if (
      !on &&
      !(await confirm({
        title: t('askOff'),
        body: t('off1') + endingWords(now, (key, values) => t(key, values ?? {})),
        act: t('turnOff'),
        danger: true,
      }))
    )
      return
    setTurning(true)
    try {
      queries.setQueryData(['interface', accountId], await accountApi.turnInterface(accountId, on))
      setWanted(null)
      say.done(t(on ? 'isOn' : 'isOff'))
    } catch (thrown) {
      say.failed(thrown)
    } finally {
      setTurning(false)
    }
  }

  return (
    <>
      <Radio.Group
        className={styles.choices ?? ''}
        aria-label={t('title')}
        value={on}
        onChange={(event) => setWanted(event.target.value as boolean)}
      >
        {[true, false].map((choice) => (
          <Radio key={String(choice)} value={choice} className={styles.choice ?? ''}>
            <span className={styles.name}>{t(choice ? 'on' : 'off')}</span>
            {choice === now.on ? (
              <span className={styles.now}>{t(now.wechatDesk.on ? 'nowAtWechat' : 'now')}</span>
            ) : null}
            <span className={styles.line}>{t(choice ? 'onLine' : 'offLine')}</span>
          </Radio>
        ))}
      </Radio.Group>
      <dl className={styles.effects} aria-label={t(on ? 'onEffects' : 'offEffects')}>
        {effects.map((effect) => (
          <div key={effect} className={styles.effect}>
            <dt>{t(`effects.${effect}.name`)}</dt>
            <dd>{t(`effects.${effect}.${on ? 'on' : 'off'}`)}</dd>
          </div>
        ))}
      </dl>
      {!on && !now.hasDeveloper ? <p className={styles.warn}>{t('noDeveloper')}</p> : null}
      <footer className={styles.foot}>
        <Button type="primary" disabled={on === now.on} loading={turning} onClick={() => void turn()}>
          {t('confirm')}
        </Button>
        <span className={styles.who}>
          {now.changed === null
            ? t('neverChanged')
            : t(now.on ? 'turnedOn' : 'turnedOff', {
                name: now.changed.by,
                time: timeWords(now.changed.at, Date.now(), tAdmin),
              })}
        </span>
      </footer>
    </>
  )
}
