import type { ConversationRow } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { useAgents, useConnection, useDesk, useDeskStore, useMe, useNow } from '../../realtime/hooks.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/toast.ts'
import { TransferPopover } from '../conversation/header/TransferPopover.tsx'
import { type AgentLine, boardOf, closesAt } from './board.ts'
import styles from './TeamPage.module.css'

/** 看板, for supervisors: who serves whom, where somebody waits, whose window closes soon. */
export function TeamPage() {
  const { t } = useTranslation('team')
  const agents = useAgents()
  const conversations = useDesk((desk) => desk.conversations)
  const now = useNow(1_000)
  const failed = useServing()
  // Every second for the clocks, but sorted anew only when somebody or something changed, or a minute began.
  const minute = Math.floor(now / 60_000) * 60_000
  const board = useMemo(
    () => boardOf(agents.values(), conversations.values(), minute),
    [agents, conversations, minute],
  )
  return (
    <main className={styles.page} aria-label={t('title')} data-region="team">
      <h1 className={styles.title}>{t('title')}</h1>
      {failed === null ? null : <Failed {...failed} />}
      <dl className={styles.tiles}>
        <Tile
          name={t('tile.waiting')}
          figure={board.waiting.count}
          note={waitNote(t, board.waiting.since, now)}
        />
        <Tile name={t('tile.serving')} figure={board.serving} />
        <Tile name={t('tile.unanswered')} figure={board.unanswered} />
        <Tile
          name={t('tile.online')}
          figure={board.online}
          note={t('tile.of', { total: board.agents.length })}
        />
      </dl>
      <section aria-label={t('agents')}>
        <h2 className={styles.heading}>{t('agents')}</h2>
        <ul className={styles.agents}>
          {board.agents.map((line) => (
            <li key={line.agent.id}>
              <AgentCard line={line} now={now} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('closing')}>
        <h2 className={styles.heading}>{t('closing')}</h2>
        {board.closing.length === 0 ? (
          <p className={styles.none}>{t('closingNone')}</p>
        ) : (
          <ul className={styles.rows}>
            {board.closing.map((row) => (
              <CustomerRow key={row.openid} row={row} now={now} closing />
            ))}
          </ul>
        )}
      </section>
    </main>
  )
}

interface Failure {
  readonly error: ApiError
  readonly retry: () => void
}

/** Fetches who is served by whom, again after each reconnect; frames keep it true in between. */
function useServing(): Failure | null {
  const store = useDeskStore()
  const { status } = useConnection()
  const [error, setError] = useState<ApiError | null>(null)
  const load = useCallback(() => {
    store.loadServing().then(
      () => setError(null),
      (thrown: unknown) => setError(asApiError(thrown)),
    )
  }, [store])
  useEffect(() => {
    if (status === 'online') load()
  }, [status, load])
  return error === null ? null : { error, retry: load }
}

function Failed({ error, retry }: Failure) {
  const { t } = useTranslation('team')
  const errorText = useErrorText()
  return (
    <p className={styles.failed} role="alert">
      {t('failed', { reason: errorText(error) })} <Button onClick={retry}>{t('retry')}</Button>
    </p>
  )
}

function Tile({ name, figure, note }: { name: string; figure: number; note?: string | null }) {
  return (
    <div className={styles.tile}>
      <dt>{name}</dt>
      <dd className={styles.figure}>{figure.toLocaleString()}</dd>
      {note == null ? null : <dd className={styles.note}>{note}</dd>}
    </div>
  )
}

function waitNote(t: TFunction<'team'>, since: number | null, now: number): string | null {
  return since === null ? null : t('tile.longest', { duration: durationWords(t, now - since) })
}

function AgentCard({ line: { agent, rows, unanswered, waitsSince }, now }: { line: AgentLine; now: number }) {
  const { t } = useTranslation('team')
  const thresholds = useDesk((desk) => desk.thresholds)
  const waited = waitsSince === null ? 0 : now - waitsSince
  const tone = waited >= thresholds.dangerMs ? styles.danger : waited >= thresholds.warnMs ? styles.warn : ''
  return (
    <details className={styles.agent} open={unanswered > 0}>
      <summary className={styles.summary}>
        <Avatar name={agent.name} hue={null} size={32} />
        <span className={styles.name}>{agent.name}</span>
        <span className={styles.state} data-status={agent.status}>
          {t(`status.${agent.status}`)}
        </span>
        <span className={styles.load}>
          {t('load', { serving: rows.length, maximum: agent.maximum })}
          {agent.autoAccept ? ` · ${t('auto')}` : ''}
        </span>
        <span className={`${styles.wait} ${tone}`}>
          {waitsSince === null
            ? rows.length === 0
              ? ''
              : t('allAnswered')
            : t('unanswered', { total: unanswered, duration: durationWords(t, waited) })}
        </span>
      </summary>
      {rows.length === 0 ? (
        <p className={styles.none}>{t('nobody')}</p>
      ) : (
        <ul className={styles.rows}>
          {rows.map((row) => (
            <CustomerRow key={row.openid} row={row} now={now} />
          ))}
        </ul>
      )}
    </details>
  )
}

function CustomerRow({
  row,
  now,
  closing = false,
}: {
  row: ConversationRow
  now: number
  closing?: boolean
}) {
  const { t } = useTranslation('team')
  const accountId = useDesk((desk) => desk.account.id)
  const { agentId } = useMe()
  const agents = useAgents()
  const name = row.remark ?? row.alias
  const mine = row.agentId === agentId
  const list = row.state === 'waiting' ? 'waiting' : 'serving'
  const href = `/desk/${accountId}/${list}/${encodeURIComponent(row.openid)}`
  const agentName = row.agentId === null ? t('waiting') : (agents.get(row.agentId)?.name ?? '')
  const clock = closing
    ? t('closesIn', { duration: durationWords(t, closesAt(row) - now) })
    : row.unansweredSince === null
      ? t('answered')
      : t('waits', { duration: durationWords(t, now - row.unansweredSince) })
  return (
    <li className={styles.row}>
      <Avatar name={name} hue={row.hue} size={24} />
      <span className={styles.name}>{name}</span>
      {closing ? <span className={styles.by}>{agentName}</span> : null}
      <span className={styles.clock}>{clock}</span>
      <span className={styles.acts}>
        <Link className={styles.act} to={href}>
          {t(mine || row.state === 'waiting' ? 'open' : 'listen')}
        </Link>
        {mine ? null : <TakeOver row={row} name={name} />}
        <TransferRow row={row} name={name} />
      </span>
    </li>
  )
}

function TakeOver({ row, name }: { row: ConversationRow; name: string }) {
  const { t } = useTranslation('team')
  const store = useDeskStore()
  const agents = useAgents()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)

  async function takeOver(): Promise<void> {
    setBusy(true)
    try {
      await store.send(row.openid, { type: 'take_over', session: row.session })
      toast.show({ text: t('takenOver', { name }) })
    } catch (thrown) {
      const error = asApiError(thrown)
      const by = error.by === null ? null : (agents.get(error.by)?.name ?? null)
      toast.show({ text: errorText(error, by), tone: 'alert' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <button
      type="button"
      className={styles.act}
      disabled={busy}
      aria-label={t('takeOverName', { name })}
      onClick={() => void takeOver()}
    >
      {t('takeOver')}
    </button>
  )
}

function TransferRow({ row, name }: { row: ConversationRow; name: string }) {
  const { t } = useTranslation('team')
  const accountId = useDesk((desk) => desk.account.id)
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  return (
    <TransferPopover
      row={row}
      open={open}
      onOpenChange={setOpen}
      onTransferred={() => undefined}
      onRegained={(openid) => void navigate(`/desk/${accountId}/serving/${encodeURIComponent(openid)}`)}
      trigger={
        <button type="button" className={styles.act} aria-label={t('transferName', { name })}>
          {t('transfer')}
        </button>
      }
    />
  )
}

/** 3:12, then 1 小时 05 分. */
function durationWords(t: TFunction<'team'>, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const minutes = Math.floor(seconds / 60)
  const two = (figure: number) => String(figure).padStart(2, '0')
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return t('hours', { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) })
}
