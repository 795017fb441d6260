import type { ConnectionCheck } from '@duokefu/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { QrCode } from '../../ui/QrCode.tsx'
import { accountApi } from '../api.ts'
import { CopyLine } from '../parts/CopyLine.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import styles from './ConnectPage.module.css'
import type { StepProps } from './ConnectPage.tsx'
import checkStyles from './StepChecks.module.css'
import { StepFoot } from './StepFoot.tsx'
import { useChecks } from './use-connection.ts'

/** ④ 开启客服功能: what WeChat must allow, each with its one cause and one next step, then the switch itself. */
export function StepChecks({ connection, onNext, onBack }: StepProps) {
  const { t } = useTranslation('admin-connect')
  const accountId = useAccountId()
  const checks = useChecks()
  // By itself it asks all the time: only whoever pressed the button waits for it.
  const [asked, setAsked] = useState(false)

  async function again(): Promise<void> {
    setAsked(true)
    await checks.refetch()
    setAsked(false)
  }

  return (
    <div className={styles.step}>
      <p className={styles.lead}>{t('checks.lead')}</p>
      <Loaded query={checks}>
        {({ checks: list }) => (
          <ul className={checkStyles.list}>
            {list.map((check) => (
              <Check key={check.name} check={check} loginWay={connection.loginWay} />
            ))}
          </ul>
        )}
      </Loaded>
      <div className={styles.foot}>
        <Button loading={asked} onClick={() => void again()}>
          {t('checks.again')}
        </Button>
        <Link className={checkStyles.upgrade} to={`/admin/${accountId}/records`}>
          {t('checks.upgrade')}
        </Link>
      </div>
      <TurnOn on={connection.interfaceOn} />
      <StepFoot onNext={onNext} onBack={onBack} />
    </div>
  )
}

function Check({ check, loginWay }: { check: ConnectionCheck; loginWay: string }) {
  const { t } = useTranslation('admin-connect')
  const { t: tAdmin } = useTranslation('admin')
  const { name, state, problem, detail, errcode, errmsg, at } = check
  const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const
  const words = `problems.${name}.${problem ?? 'none'}`
  return (
    <li className={checkStyles.check}>
      <span className={checkStyles[state]} title={t(`checks.states.${state}`)}>
        {state === 'ok' ? <CircleCheck {...icon} /> : null}
        {state === 'failed' ? <CircleX {...icon} /> : null}
        {state === 'waiting' || state === 'untested' ? <CircleDashed {...icon} /> : null}
        <span className="visually-hidden">{t(`checks.states.${state}`)}</span>
      </span>
      <div className={checkStyles.words}>
        <p className={checkStyles.name}>
          {t(`checks.names.${name}`)}
          {state === 'ok' && at !== null ? (
            <span className={checkStyles.at}>{timeWords(at, Date.now(), tAdmin)}</span>
          ) : null}
        </p>
        {state === 'ok' ? null : problem === 'wechat_refused' || problem === 'no_answer' ? (
          <WechatSaid errcode={errcode} errmsg={errmsg} />
        ) : (
          <>
            <p>
              {t(`${words}.cause`, { detail: detail ?? '' })}
              {errcode === null ? null : <small className={checkStyles.code}>{errcode}</small>}
            </p>
            <p className={checkStyles.next}>{t(`${words}.next`, { detail: detail ?? '' })}</p>
          </>
        )}
        {name === 'ip' && state === 'failed' && detail !== null ? <CopyLine value={detail} /> : null}
        {name === 'oauth' && state !== 'ok' && loginWay === 'oauth' && detail !== null ? (
          <OauthTest host={detail} />
        ) : null}
      </div>
    </li>
  )
}

/** No call of WeChat's says which host is set: somebody has to try, and the list hears of it. */
function OauthTest({ host }: { host: string }) {
  const { t } = useTranslation('admin-connect')
  const accountId = useAccountId()
  const [shown, setShown] = useState(false)
  return (
    <>
      <CopyLine value={host} />
      {shown ? (
        <figure className={checkStyles.qr}>
          <QrCode text={`${location.origin}/m/connect/${accountId}`} label={t('checks.oauthQr')} size={168} />
          <figcaption>{t('checks.oauthQrHelp')}</figcaption>
        </figure>
      ) : (
        <div>
          <Button onClick={() => setShown(true)}>{t('checks.oauthTest')}</Button>
        </div>
      )}
    </>
  )
}

/** The switch 多客服接口, as a step of its own. */
function TurnOn({ on }: { on: boolean }) {
  const { t } = useTranslation('admin-connect')
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  const [turning, setTurning] = useState(false)

  async function turnOn(): Promise<void> {
    setTurning(true)
    try {
      await accountApi.turnInterface(accountId, true)
      await queries.invalidateQueries({ queryKey: ['connection', accountId] })
      await queries.invalidateQueries({ queryKey: ['interface', accountId] })
      say.done(t('checks.turnedOn'))
    } catch (thrown) {
      say.failed(thrown)
    } finally {
      setTurning(false)
    }
  }

  return (
    <section className={checkStyles.turn}>
      <div>
        <h2 className={checkStyles.name}>{t('checks.turnTitle')}</h2>
        <p className={checkStyles.next}>{t(on ? 'checks.isOn' : 'checks.isOff')}</p>
      </div>
      {on ? (
        <span className={styles.good}>
          <CircleCheck size={20} strokeWidth={1.75} aria-hidden="true" />
          {t('checks.on')}
        </span>
      ) : (
        <Button loading={turning} onClick={() => void turnOn()}>
          {t('checks.turnOn')}
        </Button>
      )}
    </section>
  )
}
