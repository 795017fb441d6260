import { setTimeout as wait } from 'node:timers/promises'
import { accountShows, serviceFailed } from '../world/account-acts.ts'
import { transferToDesk } from '../world/desk.ts'
import type { Fan } from '../world/fan.ts'
import type { Happening } from '../world/fan-acts.ts'
import { strike } from '../world/misbehaviour.ts'
import type { AccountState, World } from '../world/world.ts'
import { Poster } from './post.ts'
import { readAnswer } from './read-answer.ts'
import type { Push, PushOutcome, PushTry } from './record.ts'
import { wireOf } from './wire.ts'

/** How callbacks are delivered. Tests shorten it. */
export type DeliverOptions = {
  /** WeChat waits five seconds for the whole answer (protocol 2.4). */
  waitMs: number
  /** "Three times in total." */
  tries: number
  /** Pause before the next try when one failed at once; how long WeChat's is, is not known. */
  pauseMs: number
}

export const WECHAT_DELIVERY: DeliverOptions = { waitMs: 5000, tries: 3, pauseMs: 1000 }

/** Pushes that can still be looked up. */
const PUSHES_KEPT = 20_000
const ANSWER_SHOWN = 400

type Tried = { tried: PushTry; body: Buffer | null }

/** Delivers callbacks, each in requests of its own, and remembers every try. */
export class Pusher {
  readonly pushes = new Map<number, Push>()
  readonly #world: World
  readonly #options: DeliverOptions
  readonly #poster = new Poster()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #lastId = 0

  constructor(world: World, options: DeliverOptions) {
    this.#world = world
    this.#options = options
  }

  /** Starts delivering what happened to a fan; the record changes as tries come back. */
  push(state: AccountState, fan: Fan, act: Happening): Push {
    const { account } = state
    const { MsgType = '', ...rest } = act.nodes
    const push: Push = {
      id: ++this.#lastId,
      appid: account.appid,
      personId: fan.personId,
      what: String(rest.Event ?? MsgType),
      msgId: act.msgId,
      nodes: {
        ToUserName: account.ghId,
        FromUserName: fan.openid,
        CreateTime: Math.floor(act.at / 1000),
        MsgType,
        ...rest,
      },
      createdAt: act.at,
      settledAt: null,
      outcome: 'pending',
      reply: null,
      tries: [],
    }
    this.pushes.set(push.id, push)
    this.#forgetOldest()
    this.#run(this.#deliver(state, fan, push))
    return push
  }

  /** One more request with the same message; WeChat does that by itself now and then. */
  async repeat(push: Push): Promise<PushTry | null> {
    const state = this.#world.account(push.appid)
    const fan = state === null ? null : this.#world.fanOf(state, push.personId)
    if (state === null || fan === null || state.account.serverUrl === null) return null
    return (await this.#try(state, fan, push, state.account.serverUrl, true)).tried
  }

  /** Resolves when no callback is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Gives up what is under way and closes the connections. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#poster.close()
    await this.idle()
  }

  async #deliver(state: AccountState, fan: Fan, push: Push): Promise<void> {
    const { serverUrl } = state.account
    if (serverUrl === null) return this.#settle(push, 'no_server')
    this.#copies(state, fan, push, serverUrl)
    for (let made = 1; made <= this.#options.tries && !this.#stopping.signal.aborted; made += 1) {
      const { body, tried } = await this.#try(state, fan, push, serverUrl, false)
      if (body !== null) return this.#settle(push, this.#take(state, fan, push, body))
      if (made < this.#options.tries && tried.outcome !== 'timeout') await this.#pause(this.#options.pauseMs)
    }
    if (this.#stopping.signal.aborted) return
    serviceFailed(this.#world, state, fan)
    this.#settle(push, 'failed')
  }

  /** What the fan sees of an answer. */
  #take(state: AccountState, fan: Fan, push: Push, body: Buffer): PushOutcome {
    const read = readAnswer(state.account, body, this.#world.media, this.#world.clock.now())
    if (read.kind === 'reply') {
      push.reply = read.content
      accountShows(this.#world, state, fan, read.content, { via: 'callback', kfAccount: null, byAi: false })
      return 'replied'
    }
    if (read.kind === 'handed_over') this.#handOver(state, fan, push, read.kfAccount)
    if (read.kind !== 'malformed') return read.kind
    const last = push.tries.at(-1)
    if (last !== undefined) last.answer = `${read.problem}: ${last.answer}`
    serviceFailed(this.#world, state, fan)
    return 'failed'
  }

  /** To WeChat's own desk, whose events come back as callbacks. An event is not a message: nobody there would see it. */
  #handOver(state: AccountState, fan: Fan, push: Push, kfAccount: string | null): void {
    const entry = fan.log.find(({ msgId }) => msgId !== null && msgId === push.msgId)
    if (entry === undefined || !state.account.kfEnabled) return
    for (const happening of transferToDesk(this.#world, state, fan, entry, kfAccount)) {
      this.push(state, fan, happening)
    }
  }

  /** The panel's duplicate deliveries: beside the real one, at once or later. */
  #copies(state: AccountState, fan: Fan, push: Push, serverUrl: string): void {
    const fault = strike(this.#world.faults, 'duplicate_pushes', '')
    if (fault === null) return
    for (let copy = 1; copy < fault.copies; copy += 1) {
      const late = fault.ms === 0 ? Promise.resolve() : this.#pause(fault.ms)
      this.#run(late.then(async () => void (await this.#try(state, fan, push, serverUrl, true))))
    }
  }

  async #try(
    state: AccountState,
    fan: Fan,
    push: Push,
    serverUrl: string,
    duplicate: boolean,
  ): Promise<Tried> {
    const startedAt = this.#world.clock.now()
    const began = performance.now()
    const { url, contentType, body } = wireOf(state.account, serverUrl, fan, push.nodes, startedAt)
    const drop = strike(this.#world.faults, 'dropped_pushes', '')
    const posted = await this.#poster.post(url, contentType, body, this.#options.waitMs, drop?.ms ?? null)
    const ms = Math.round(performance.now() - began)
    const good = posted.ok && posted.status === 200
    const tried: PushTry = {
      startedAt,
      ms,
      duplicate,
      outcome: good ? 'answered' : posted.ok ? 'bad_status' : posted.problem,
      status: posted.ok ? posted.status : null,
      answer: posted.ok ? posted.body.toString('utf8').slice(0, ANSWER_SHOWN) : posted.detail,
    }
    push.tries.push(tried)
    this.#world.tell({ type: 'push', appid: push.appid, pushId: push.id })
    return { tried, body: good ? posted.body : null }
  }

  #settle(push: Push, outcome: PushOutcome): void {
    Object.assign(push, { outcome, settledAt: this.#world.clock.now() })
    this.#world.tell({ type: 'push', appid: push.appid, pushId: push.id })
  }

  async #pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }

  #run(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }

  #forgetOldest(): void {
    const oldest = this.pushes.keys().next().value
    if (this.pushes.size > PUSHES_KEPT && oldest !== undefined) this.pushes.delete(oldest)
  }
}
