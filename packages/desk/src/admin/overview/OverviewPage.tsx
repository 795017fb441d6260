import type { Overview } from '@duokefu/contract'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { accountApi } from '../api.ts'
import { findingsOf } from '../health/findings.ts'
import { healthOf } from '../health/health-api.ts'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { timeWords } from '../parts/times.ts'
import { useAccountId } from '../parts/use-account.ts'
import styles from './OverviewPage.module.css'

/** 概览: today against yesterday, what is to be done, and whether WeChat is there. */
export function OverviewPage() {
  const { t } = useTranslation('admin-overview')
  const accountId = useAccountId()
  const query = useQuery({
    queryKey: ['overview', accountId],
    queryFn: () => accountApi.overview(accountId),
    refetchInterval: 15_000,
  })
  return (
    <AdminPage title={t('title')} help="overview">
      <Loaded query={query}>
        {(overview) => (
          <>
            <Figures overview={overview} />
            <ToDo overview={overview} />
            <Health overview={overview} />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function Figures({ overview: { today, yesterday, now } }: { overview: Overview }) {
  const { t } = useTranslation('admin-overview')
  return (
    <dl className={styles.tiles}>
      <Tile name={t('served')} figure={today.served} small={t('yesterday', { figure: yesterday.served })} />
      <Tile
        name={t('replies')}
        figure={today.replies}
        small={t('yesterday', { figure: yesterday.replies })}
      />
      <Tile name={t('waiting')} figure={now.waiting} small={t('serving', { figure: now.serving })} />
      <Tile name={t('online')} figure={now.agentsOnline} small={t('onlineHelp')} />
    </dl>
  )
}

function Tile({ name, figure, small }: { name: string; figure: number; small: string }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd className={styles.figure}>{figure.toLocaleString('en-US')}</dd>
      <dd className={styles.small}>{small}</dd>
    </div>
  )
}

/** Things that somebody must do, most urgent first; nothing else is listed. */
function ToDo({ overview }: { overview: Overview }) {
  const { t } = useTranslation('admin-overview')
  const accountId = useAccountId()
  const isAdmin = useDesk(({ me }) => me.role === 'admin' || me.role === 'owner')
  const { now, token, callback, invitations, interfaceOn, wechatDesk, connectStep } = overview
  const admin = (page: string) => `/admin/${accountId}/${page}`
  const health = useQuery({
    queryKey: ['health', accountId],
    queryFn: () => healthOf(accountId),
    enabled: isAdmin && connectStep === null,
    refetchInterval: 15_000,
  })
  const wrong = (health.data === undefined ? [] : findingsOf(health.data)).filter(
    ({ state }) => state === 'bad' || state === 'warn',
  ).length
  const items = [
    ...(now.waitingLong > 0
      ? [
          {
            words: t('todo.waiting', { total: now.waitingLong }),
            act: t('todo.accept'),
            to: `/desk/${accountId}/waiting`,
          },
        ]
      : []),
    ...(isAdmin && connectStep !== null
      ? [{ words: t('todo.connect'), act: t('todo.goOn'), to: admin('connect') }]
      : []),
    ...(wrong > 0
      ? [{ words: t('todo.health', { total: wrong }), act: t('todo.view'), to: admin('health') }]
      : []),
    ...(isAdmin && connectStep === null && (token.state === 'failed' || callback.refusedAt !== null)
      ? [{ words: t('todo.checks'), act: t('todo.check'), to: admin('connect') }]
      : []),
    ...(isAdmin && !interfaceOn && connectStep === null
      ? [
          {
            words: t(wechatDesk ? 'todo.wechatDesk' : 'todo.interfaceOff'),
            act: t('todo.view'),
            to: admin('interface'),
          },
        ]
      : []),
    ...(isAdmin && invitations > 0
      ? [{ words: t('todo.invitations', { total: invitations }), act: t('todo.view'), to: admin('agents') }]
      : []),
  ]
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('todo.title')}</h2>
      {items.length === 0 ? <p className={styles.nothing}>{t('todo.nothing')}</p> : null}
      <ul className={styles.items}>
        {items.map(({ words, act, to }) => (
          <li key={words} className={styles.item}>
            <span>{words}</span>
            <Link className={styles.act} to={to}>
              {act}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Health({ overview: { token, callback } }: { overview: Overview }) {
  const { t } = useTranslation('admin-overview')
  const { t: tAdmin } = useTranslation('admin')
  const time = (at: number) => timeWords(at, Date.now(), tAdmin)
  const tokenWords =
    token.state === 'paused' && token.until !== null
      ? t('health.tokenPaused', { time: time(token.until) })
      : t(`health.token_${token.state}`, { error: token.error ?? '' })
  const callbackWords =
    callback.refusedAt !== null
      ? t('health.callbackRefused', { time: time(callback.refusedAt) })
      : callback.seenAt === null
        ? t('health.callbackNever')
        : t('health.callbackSeen', { time: time(callback.seenAt) })
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('health.title')}</h2>
      <ul className={styles.items}>
        <Line
          name={t('health.token')}
          state={token.state === 'ok' ? 'good' : token.state === 'none' ? 'unknown' : 'bad'}
          words={tokenWords}
        />
        <Line
          name={t('health.callback')}
          state={callback.refusedAt !== null ? 'bad' : callback.seenAt === null ? 'unknown' : 'good'}
          words={callbackWords}
        />
      </ul>
    </section>
  )
}

type LineState = 'good' | 'bad' | 'unknown'
const marks = { good: CircleCheck, bad: CircleAlert, unknown: CircleDashed } as const

function Line({ name, state, words }: { name: string; state: LineState; words: string }) {
  const Mark = marks[state]
  return (
    <li className={styles.item}>
      <span className={styles[state]}>
        <Mark size={18} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.words}>{words}</span>
    </li>
  )
}
