import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AgentId, SessionId } from '@duokefu/engine'
import { pino } from 'pino'
import type { Account } from '../src/accounts/account.ts'
import { readConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { createSender, type Sender } from '../src/delivery/sender.ts'
import { systemTimers } from '../src/delivery/timers.ts'
import { createTokenKeeper, type TokenKeeper } from '../src/delivery/token-keeper.ts'
import { createWechatCalls, type WechatCalls, wechatApis } from '../src/delivery/wechat-calls.ts'
import { createMediaLibrary, type MediaLibrary } from '../src/media/media.ts'
import { createApiFetch } from '../src/net/api-fetch.ts'
import { createSafeFetch } from '../src/net/safe-fetch.ts'
import { createSecrets } from '../src/secrets.ts'
import { type FakeWechat, startFakeWechat } from './fake-wechat.ts'
import { type LedgerHarness, sessionOf, startLedgerHarness } from './ledger-harness.ts'

/** What one process of the server has for sending and fetching. */
export interface DeliveryProcess {
  readonly ctx: Context
  readonly keeper: TokenKeeper
  readonly calls: WechatCalls
  readonly media: MediaLibrary
  readonly sender: Sender
}

export interface DeliveryHarness extends LedgerHarness {
  readonly wechat: FakeWechat
  readonly agent: AgentId
  readonly dataDir: string
  readonly account: Account
  /** Another process on the same database and files. */
  anotherProcess(): DeliveryProcess
  process: DeliveryProcess
  /** An empty database again, a new process, and a WeChat that says ok. */
  startOver(): Promise<void>
  /** A fan who wrote and whom the agent serves. */
  serve(openid: string): Promise<SessionId>
  /** Delivery states of the agent's records, in order; errcodes too when there are any. */
  states(openid: string): Promise<string[]>
  /** Moves every clock. */
  later(ms: number): void
  /** `runOnce` until there is nothing to send now. */
  sendAll(): Promise<void>
}

/** Ledger, sender, files and a fake WeChat, on a database of their own. */
export async function startDeliveryHarness(): Promise<DeliveryHarness> {
  const [h, wechat, dataDir] = await Promise.all([
    startLedgerHarness(),
    startFakeWechat(),
    mkdtemp(path.join(tmpdir(), 'duokefu-media-')),
  ])
  async function useApiBase(): Promise<Account> {
    await h.pool.query(
      `update account set api_base = $2, original_id = 'gh_1', developer_url = null where account_id = $1`,
      [h.accountId, wechat.url],
    )
    const account = await h.accounts.refresh(h.accountId)
    if (account === null) throw new Error('no account')
    return account
  }
  const account = await useApiBase()
  const agent = await h.addAgent({ maximum: 200 })
  const fetches = [createApiFetch(), createSafeFetch({ allowPrivate: true })] as const
  const [apiFetch, safeFetch] = fetches

  function anotherProcess(): DeliveryProcess {
    const parts = {
      clock: h.clock,
      log: pino({ level: 'silent' }),
      pool: h.pool,
      secrets: createSecrets('a secret of tests alone'),
      processId: randomUUID(),
    }
    // Nothing is to hang on how busy the machine is.
    const apiOf = wechatApis({ fetch: apiFetch.fetch, timeoutMs: 30_000 })
    const keeper = createTokenKeeper(parts, { apiOf, timers: systemTimers })
    const calls = createWechatCalls(apiOf, keeper)
    const ctx: Context = {
      ...parts,
      config: readConfig({ DATA_DIR: dataDir }),
      accounts: h.accounts,
      ledger: h.ledger,
      calls,
      publicUrl: () => 'http://127.0.0.1',
    }
    const media = createMediaLibrary(ctx, {
      calls,
      downloadFor: () => safeFetch.download,
      timers: systemTimers,
    })
    const sender = createSender(ctx, {
      calls,
      media: media.wechat,
      random: () => 0.5,
      timers: systemTimers,
    })
    return { ctx, keeper, calls, media, sender }
  }

  const harness: DeliveryHarness = {
    ...h,
    wechat,
    agent,
    dataDir,
    account,
    anotherProcess,
    process: anotherProcess(),
    async startOver() {
      await harness.process.sender.stop()
      await h.ledger.idle()
      h.clock.skewMs = 0
      await h.pool.query(`truncate conversation, session, message, receipt, command_id, outbox, customer, media,
        developer_event, wechat_token, agent_load, agent_hour`)
      await rm(path.join(dataDir, 'media'), { recursive: true, force: true })
      await useApiBase()
      wechat.startOver()
      harness.process = anotherProcess()
    },
    async serve(openid) {
      await h.fanSays(openid, '客服')
      return sessionOf(await h.desk(openid, { type: 'accept', by: agent, auto: false, aboveMaximum: true }))
    },
    async states(openid) {
      const rows = await h.rows<{ delivery: string; errcode: number | null }>(
        `select delivery, errcode from message where account_id = $1 and openid = $2 and direction = 'out' order by seq`,
        [h.accountId, openid],
      )
      return rows.map(({ delivery, errcode }) => (errcode === null ? delivery : `${delivery} ${errcode}`))
    },
    later(ms) {
      h.clock.skewMs += ms
    },
    async sendAll() {
      while ((await harness.process.sender.runOnce()) > 0);
    },
    async stop() {
      await harness.process.sender.stop()
      await h.stop()
      await wechat.stop()
      await Promise.all(fetches.map((fetch) => fetch.close()))
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return harness
}
