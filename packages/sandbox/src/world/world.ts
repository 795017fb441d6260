import { randomBytes, randomInt } from 'node:crypto'
import type { Account } from './account.ts'
import type { Clock } from './clock.ts'
import { DEMO_CUSTOMERS, demoDesk } from './demo-desk.ts'
import { DEMO_MENU } from './demo-menu.ts'
import type { DeskSession, DeskWaiting } from './desk.ts'
import type { Entry } from './entry.ts'
import { type Fan, newFan } from './fan.ts'
import type { KfAccount } from './kf.ts'
import { type MediaFiles, MediaShelf } from './media.ts'
import type { Menu } from './menu.ts'
import { type Faults, noFaults } from './misbehaviour.ts'
import type { NoticeBody, ServiceNotice } from './notices.ts'
import { OauthDesk } from './oauth.ts'
import { DEMO_PEOPLE, followsFromStart, openidOf, type Person } from './people.ts'
import type { QrCode } from './qr-code.ts'
import type { DeskRecord } from './records.ts'
import type { KeptWorld } from './snapshot.ts'
import { emptyPool, judgeToken, type TokenPool, type TokenVerdict } from './tokens.ts'

/** A call of custom/send, taken or refused, as the caller wrote it. */
export type SentMessage = { at: number; openid: string; body: unknown; errcode: number }
/** How often an API path was called, and what was answered. */
export type CallCount = { calls: number; errors: Record<string, number> }

export type AccountState = {
  account: Account
  tokens: { basic: TokenPool; stable: TokenPool }
  fans: Map<string, Fan>
  kf: KfAccount[]
  /** What WeChat's own desk has kept, by time. */
  records: DeskRecord[]
  /** Whom WeChat's own desk serves, and who waits there. */
  sessions: DeskSession[]
  waiting: DeskWaiting[]
  /** What was published through the API; null when nothing is shown. */
  menu: Menu | null
  qrCodes: QrCode[]
  oauth: OauthDesk
  sent: SentMessage[]
  /** When clear_quota was called (ms). */
  quotaClears: number[]
  calls: Record<string, CallCount>
}

export type Change =
  | { type: 'entry'; appid: string; personId: string; entry: Entry }
  | { type: 'fan'; appid: string; personId: string }
  | { type: 'push'; appid: string; pushId: number }
  | { type: 'notices'; personId: string }
  | { type: 'people' }
  | { type: 'faults' }
  | { type: 'reset' }

type WorldInput = {
  clock: Clock
  accounts: Account[]
  files: MediaFiles
  kept: KeptWorld | null
  /** The first account comes with agents and ten days of records at WeChat's own desk. */
  demoDesk: boolean
}

/** Messages that tests can ask for; older ones are only counted. */
const SENT_KEPT = 20_000

/** WeChat as far as one desk can see it: accounts, people, their chats. Knows nothing of HTTP. */
export class World {
  readonly clock: Clock
  readonly accounts = new Map<string, AccountState>()
  readonly people = new Map<string, Person>()
  readonly media: MediaShelf
  readonly faults: Faults = noFaults()
  /** 「服务通知」 of all phones, oldest first. */
  readonly notices: ServiceNotice[]
  /** Where this sandbox listens: pictures and videos are fetched from there. */
  origin = 'http://127.0.0.1'
  #lastMsgId: bigint
  /** The account whose own desk at WeChat has agents and records from the first day; null = none has. */
  readonly #demoAppid: string | null
  readonly #listeners = new Set<(change: Change) => void>()

  constructor(given: WorldInput) {
    const { clock, kept } = given
    this.clock = clock
    this.#demoAppid = given.demoDesk ? (given.accounts[0]?.appid ?? null) : null
    this.notices = kept?.notices ?? []
    this.media = new MediaShelf(given.files, kept?.media ?? [])
    this.#lastMsgId = BigInt(kept?.lastMsgId ?? 0)
    for (const person of kept?.people ?? DEMO_PEOPLE) this.people.set(person.id, { ...person })
    for (const account of given.accounts) {
      const before = kept?.accounts[account.appid]
      this.accounts.set(account.appid, {
        account: { ...account, ...before?.console },
        tokens: before?.tokens ?? { basic: emptyPool(), stable: emptyPool() },
        fans: new Map(before?.fans.map((fan) => [fan.openid, fan])),
        ...this.#firstDesk(account),
        ...before?.desk,
        menu: before?.menu === undefined ? this.#firstMenu(account) : before.menu,
        qrCodes: before?.qrCodes ?? [],
        oauth: new OauthDesk(),
        sent: [],
        quotaClears: [],
        calls: {},
      })
    }
    this.#meet([...this.people.values()])
  }

  /** The account with this appid, or the first one when none is named. */
  account(appid: string | null): AccountState | null {
    const wanted = appid ?? this.accounts.keys().next().value
    return wanted === undefined ? null : (this.accounts.get(wanted) ?? null)
  }

  /** Whose access token this is and whether it still counts. */
  judgeToken(value: string): { state: AccountState; verdict: TokenVerdict } | null {
    const at = this.clock.now()
    for (const state of this.accounts.values()) {
      for (const pool of [state.tokens.stable, state.tokens.basic]) {
        const verdict = judgeToken(pool, value, at)
        if (verdict !== 'unknown') return { state, verdict }
      }
    }
    return null
  }

  mintToken(): string {
    return `91_${randomBytes(96).toString('base64url')}`
  }

  fanOf(state: AccountState, personId: string): Fan | null {
    return state.fans.get(openidOf(state.account.appid, personId)) ?? null
  }

  addPeople(people: Person[]): void {
    for (const person of people) this.people.set(person.id, person)
    this.#meet(people)
    this.tell({ type: 'people' })
  }

  /** 17 digits and growing: beyond what a double can hold, as WeChat's are. */
  nextMsgId(): string {
    const byTime = BigInt(this.clock.now()) * 10_000n
    const next = this.#lastMsgId + 1n + BigInt(randomInt(7))
    this.#lastMsgId = next > byTime ? next : byTime + BigInt(randomInt(1, 1000))
    return String(this.#lastMsgId)
  }

  get lastMsgId(): string {
    return String(this.#lastMsgId)
  }

  /** Puts something into a chat and tells whoever looks. */
  append(state: AccountState, fan: Fan, entry: Omit<Entry, 'seq' | 'at'>): Entry {
    const whole: Entry = { seq: fan.nextSeq, at: this.clock.now(), ...entry }
    fan.nextSeq += 1
    fan.log.push(whole)
    this.tell({ type: 'entry', appid: state.account.appid, personId: fan.personId, entry: whole })
    return whole
  }

  /** Puts a card into the person's 「服务通知」. */
  notify(state: AccountState, personId: string, body: NoticeBody): ServiceNotice {
    const last = Number(this.notices.at(-1)?.id.slice(1) ?? 0)
    const { appid } = state.account
    const notice = { id: `n${last + 1}`, appid, personId, at: this.clock.now(), body }
    this.notices.push(notice)
    this.tell({ type: 'notices', personId })
    return notice
  }

  keepSent(state: AccountState, sent: SentMessage): void {
    state.sent.push(sent)
    if (state.sent.length > SENT_KEPT) state.sent.splice(0, state.sent.length - SENT_KEPT)
  }

  /** Calls the listener at every change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  /** Back to the first day: chats, windows, tokens, material, faults and counters. Accounts stay. */
  reset(): void {
    this.media.clear()
    Object.assign(this.faults, noFaults())
    this.people.clear()
    this.notices.length = 0
    for (const person of DEMO_PEOPLE) this.people.set(person.id, { ...person })
    for (const state of this.accounts.values()) {
      state.fans.clear()
      Object.assign(state, {
        tokens: { basic: emptyPool(), stable: emptyPool() },
        ...this.#firstDesk(state.account),
        menu: this.#firstMenu(state.account),
        qrCodes: [],
        oauth: new OauthDesk(),
        sent: [],
        quotaClears: [],
        calls: {},
      })
    }
    this.#meet([...this.people.values()])
    this.tell({ type: 'reset' })
  }

  #meet(people: Person[]): void {
    for (const state of this.accounts.values()) {
      const customers = state.account.appid === this.#demoAppid ? DEMO_CUSTOMERS : []
      for (const person of [...people, ...customers]) {
        const fan = newFan(state.account.appid, person, this.clock.now())
        fan.follows = followsFromStart(person.id)
        if (!state.fans.has(fan.openid)) state.fans.set(fan.openid, fan)
      }
    }
  }

  #firstDesk(account: Account): Pick<AccountState, 'kf' | 'records' | 'sessions' | 'waiting'> {
    const isDemo = account.appid === this.#demoAppid
    const desk = isDemo ? demoDesk(account, this.clock.now()) : { kf: [], records: [] }
    return { ...desk, sessions: [], waiting: [] }
  }

  #firstMenu(account: Account): Menu | null {
    return account.appid === this.#demoAppid ? DEMO_MENU : null
  }
}
