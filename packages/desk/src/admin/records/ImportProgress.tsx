import type { ImportAnswer } from '@duokefu/contract'
import { Button, Progress, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { timeWords } from '../parts/times.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import styles from './RecordsPage.module.css'

export interface ImportProgressProps {
  now: ImportAnswer
  onPause: () => Promise<void>
  onGoOn: () => Promise<void>
}

const figure = (value: number) => value.toLocaleString('en-US')

/** How far it is: agents, days, records, and what WeChat refused. */
export function ImportProgress({ now, onPause, onGoOn }: ImportProgressProps) {
  const { t } = useTranslation('admin-records')
  const { state, days, agents, problem, finishedAt } = now
  const { t: tAdmin } = useTranslation('admin')
  const done = days.filter((day) => day.state === 'done').length
  const placed = days.reduce((sum, day) => sum + day.placed, 0)
  const known = days.reduce((sum, day) => sum + day.known, 0)
  const percent = days.length === 0 ? 0 : Math.floor((done / days.length) * 100)
  return (
    <div className={styles.progress}>
      <div className={styles.bar}>
        <Progress
          percent={percent}
          status={problem !== null ? 'exception' : state === 'done' ? 'success' : 'normal'}
          format={() => `${percent}%`}
          aria-label={t('progress.label')}
        />
        {state === 'running' ? (
          <Button onClick={() => void onPause()}>{t('progress.pause')}</Button>
        ) : state === 'paused' ? (
          <Button type="primary" onClick={() => void onGoOn()}>
            {t('progress.goOn')}
          </Button>
        ) : null}
      </div>
      <p className={styles.line} aria-live="polite">
        {state === 'done' && finishedAt !== null
          ? t('progress.done', { time: timeWords(finishedAt, Date.now(), tAdmin) })
          : t('progress.days', { done, total: days.length })}
        {' · '}
        {t('progress.records', { placed: figure(placed) })}
        {known === 0 ? '' : ` · ${t('progress.known', { known: figure(known) })}`}
      </p>
      {agents === null ? null : (
        <p className={styles.line}>
          {t('progress.agents', { added: agents.added, matched: agents.matched })}
        </p>
      )}
      {problem === null ? null : (
        <>
          <WechatSaid errcode={problem.errcode} errmsg={problem.errmsg} />
          <p className={styles.help}>
            {problem.retryAt === null
              ? t('progress.stopped')
              : t('progress.retry', { time: timeWords(problem.retryAt, Date.now(), tAdmin) })}
          </p>
        </>
      )}
      {days.length === 0 ? null : (
        <details>
          <summary className={styles.summary}>{t('progress.byDay')}</summary>
          <Table
            size="small"
            rowKey="day"
            dataSource={[...days]}
            pagination={days.length > 31 ? { pageSize: 31 } : false}
            columns={[
              { title: t('day.day'), dataIndex: 'day' },
              {
                title: t('day.state'),
                dataIndex: 'state',
                render: (value: string) => t(`day.${value}`),
              },
              { title: t('day.records'), dataIndex: 'records', align: 'right' as const, render: figure },
              { title: t('day.placed'), dataIndex: 'placed', align: 'right' as const, render: figure },
              { title: t('day.known'), dataIndex: 'known', align: 'right' as const, render: figure },
            ]}
          />
        </details>
      )}
    </div>
  )
}
