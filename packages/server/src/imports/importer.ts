import type { ChatRecord, WechatError } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { createLane } from '../delivery/lane.ts'
import type { Timers } from '../delivery/timers.ts'
import { type AgentImportParts, importAgents } from './agents.ts'
import { beijingDay } from './days.ts'
import { numbered } from './fingerprint.ts'
import { placeSome } from './place.ts'
import * as records from './record-store.ts'
import * as runs from './run-store.ts'

/** Brings agents and records of WeChat's own desk here (S12), day by day, at any process, one run per account. */
export interface Importer {
  /** Something was begun or goes on. */
  wake(): void
  /** Does all that is due now; the number of runs. */
  runOnce(): Promise<number>
  idle(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export interface ImporterParts extends AgentImportParts {
  readonly timers: Timers
  /** Rows asked for at once; 10,000 at most. */
  readonly pageSize?: number
}

const leaseMs = 60_000
const sweepMs = 2_000
const atOnce = 2
/** Between two calls, so that an import never crowds out what agents send. */
const restMs = 200
const defaultPageSize = 2_000
const firstRetryMs = 5_000
const longestRetryMs = 10 * 60_000
/** 45009: the day's calls are used up; 45011: too many within a minute. */
const pauseMs = 10 * 60_000

type Step = 'more' | 'rest' | 'done'

export function createImporter(
  ctx: Pick<Context, 'accounts' | 'calls' | 'clock' | 'log' | 'pool' | 'processId'>,
  parts: ImporterParts,
): Importer {
  const { pool, processId } = ctx
  const pageSize = parts.pageSize ?? defaultPageSize
  const lease = () => ({ processId, skewMs: ctx.clock.skewMs, leaseMs })
  let stopping = false

  const lane = createLane<runs.ClaimedRun>({
    claim: (limit) => runs.claimRuns(pool, { ...lease(), limit }),
    work,
    width: atOnce,
    onFault: (error) => ctx.log.warn({ err: error }, 'importing stumbled'),
  })

  async function work(run: runs.ClaimedRun): Promise<void> {
    try {
      while (!stopping && (await step(run)) === 'more');
    } catch (error) {
      // Tried again at once, a fault that stays would ask WeChat without end.
      await runs
        .postpone(pool, run, ctx.clock.skewMs, { firstMs: firstRetryMs, longestMs: longestRetryMs })
        .catch(() => undefined)
      throw error
    } finally {
      await runs.releaseRun(pool, run, processId)
    }
  }

  async function step(run: runs.ClaimedRun): Promise<Step> {
    const held = await runs.renewLease(pool, run, lease())
    const account = held === null ? null : await ctx.accounts.byId(run.accountId)
    if (held === null || account === null) return 'done'
    if (!held.agentsDone) return agents(run, account)
    const day = await records.openDay(pool, run)
    if (day === null) {
      await runs.finishRun(pool, run, ctx.clock.skewMs)
      return 'done'
    }
    if (day.nextMsgId !== null) return fetchPage(run, account, { ...day, nextMsgId: day.nextMsgId })
    if (!(await placeSome(pool, run, day.day))) await records.closeDay(pool, run, day.day)
    return 'more'
  }

  async function agents(run: runs.ClaimedRun, account: Account): Promise<Step> {
    const list = await ctx.calls.call(account, (api, token) => api.getKfList(token))
    if (!list.ok) return refused(run, list.error)
    await runs.saveAgents(pool, run, await importAgents(ctx, parts, account, list.value))
    return 'more'
  }

  async function fetchPage(
    run: runs.ClaimedRun,
    account: Account,
    day: records.OpenDay & { readonly nextMsgId: number },
  ): Promise<Step> {
    const query = { ...beijingDay(day.day), msgId: day.nextMsgId, number: pageSize }
    const page = await ctx.calls.call(account, (api, token) => api.chatRecords(token, query))
    if (!page.ok) return refused(run, page.error)
    const { count, nextMsgId } = page.value
    // A cursor that doesn't move would ask for the same page for ever.
    const isLast = count < pageSize || nextMsgId <= day.nextMsgId
    const said = page.value.records.filter(hasWords).map(storable)
    await inTransaction(pool, async (client) => {
      if (!(await records.lockPage(client, run, day))) return
      const digests = numbered(said, new Map()).map(({ digest }) => digest)
      const seen = await records.equalsSeen(client, run, digests)
      await records.keepPage(client, run, day, numbered(said, seen), isLast ? null : nextMsgId)
    })
    await parts.timers.wait(restMs)
    return 'more'
  }

  async function refused(run: runs.ClaimedRun, error: WechatError): Promise<Step> {
    const attempts = await runs.attemptsOf(pool, run)
    await runs.saveProblem(pool, run, ctx.clock.skewMs, error, retryInMs(error, attempts))
    ctx.log.warn({ account: run.accountId, errcode: error.errcode }, 'WeChat refused a step of the import')
    return 'rest'
  }

  let stopTimer = () => {}
  return {
    wake: lane.wake,
    runOnce: lane.runOnce,
    idle: lane.idle,
    start() {
      stopTimer = parts.timers.every(sweepMs, lane.wake)
      lane.wake()
    },
    stop() {
      stopping = true
      stopTimer()
      return lane.stop()
    },
  }
}

/** What heals by itself is tried again; what somebody must change first waits for 继续. */
function retryInMs({ kind }: WechatError, attempts: number): number | null {
  if (kind === 'pause-account') return pauseMs
  if (kind === 'refused') return null
  return Math.min(longestRetryMs, firstRetryMs * 2 ** attempts)
}

/** 2002 the agent sent, 2003 the agent received; the rest are events of the older generation. */
function hasWords({ opercode }: ChatRecord): boolean {
  return opercode === 2002 || opercode === 2003
}

/** PostgreSQL takes no NUL, and JSON no half of a surrogate pair. */
function storable(record: ChatRecord): ChatRecord {
  return { ...record, text: record.text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD') }
}
