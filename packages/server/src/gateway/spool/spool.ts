import { appendFile, copyFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AccountId } from '@duokefu/engine'
import { receiptKeyOf } from '@duokefu/wechat'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Timers } from '../../delivery/timers.ts'
import type { Secrets } from '../../secrets.ts'
import { frameOf, readFrames } from './frame.ts'
import { createSegment, openSegment, type Place, type Segment } from './segment.ts'
import {
  claim,
  fileName,
  isOrphan,
  listSpools,
  ownerHere,
  released,
  type SpoolFile,
  type SpoolOwner,
  touchEveryMs,
} from './spool-file.ts'
import { openRecord, type SpoolRecord, sealRecord, type Told } from './spool-record.ts'
import { createSpoolWriter } from './spool-writer.ts'

/** A callback that is durable here and not in the database yet. */
export interface Kept {
  readonly accountId: AccountId
  readonly openid: string
  /** Of its receipt. */
  readonly key: string
  readonly attemptId: string
  readonly arrivedAt: number
  /** What the developer URL said; empty while it was not asked, or has not answered. */
  readonly told: readonly Told[]
  /** The clear answer that WeChat got, and repeats of it get too; null = success. */
  answer: string | null
  /** What became of that answer; null: nobody knows any more. */
  answered: 'written' | 'lost' | 'unsent' | null
  /** Its request is over: it may be replayed. */
  isSettled: boolean
}

export type CallbackRecord = Extract<SpoolRecord, { type: 'callback' }>

/** Callbacks on this machine's disk, while the database is away. In the order of their arrival. */
export interface Spool {
  /** Durable when it resolves. Rejects when there is no room, or the disk fails. */
  keep(callback: Omit<CallbackRecord, 'type'>): Promise<Kept>
  /** Adds what the developer URL said, durably; false when the callback is in the database already. */
  tell(kept: Kept, told: Told): Promise<boolean>
  /** The same for one process's life, where the disk does not take it. */
  tellInMemory(kept: Kept, told: Told): void
  /** The callback with this key, as it was kept by an earlier attempt. */
  find(accountId: AccountId, key: string): Kept | null
  /** Whether nothing of the fan is here any more by the deadline (ms since 1970): what comes after queues behind. */
  turn(accountId: AccountId, openid: string, deadline: number): true | Promise<boolean>
  /** The oldest ones, in order. */
  oldest(count: number): Kept[]
  read(kept: Kept): Promise<CallbackRecord>
  /** They are in the database: the space is given back. */
  done(kept: readonly Kept[]): Promise<void>
  /** One that the database will never take is put beside, for a person to look at. */
  setAside(kept: Kept): Promise<void>
  /** One that cannot be read now: its file stays for the next process. */
  leave(kept: Kept): void
  /** Of one account, or of all. */
  figures(accountId?: AccountId): { readonly records: number; readonly bytes: number }
  /** Takes over what processes that are gone have left. Resolves with the number of callbacks. */
  adopt(): Promise<number>
  /** Hears of new ones: how many. */
  onKept(listener: (callbacks: number) => void): void
  start(): Promise<void>
  /** What is still here is left to the next process. */
  stop(): Promise<void>
}

export interface SpoolOptions {
  readonly folder: string
  readonly limitBytes: number
  readonly processId: string
  readonly secrets: Secrets
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Logger
  readonly owner?: SpoolOwner
}

interface Item extends Kept {
  readonly place: Place
  readonly places: Place[]
  readonly told: Told[]
  isDone: boolean
}

/** Opens the folder, makes it where there is none. Nothing is written before something is kept. */
export function createSpool(options: SpoolOptions): Spool {
  const { folder, secrets, clock, log } = options
  const owner = options.owner ?? ownerHere(options.processId)
  const segments = new Set<Segment>()
  const finished = new Set<Segment>()
  /** Done up to `first`; cut off now and then. */
  let queue: Item[] = []
  let first = 0
  const byAttempt = new Map<string, Item>()
  const byKey = new Map<string, Item>()
  const perFan = new Map<string, number>()
  const waiters = new Map<string, (() => void)[]>()
  const listeners: ((callbacks: number) => void)[] = []
  let files = 0
  let stopTimer = () => {}
  let sweeping: Promise<unknown> = Promise.resolve()

  const writer = createSpoolWriter({
    async newSegment() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const segment = await createSegment(path.join(folder, nextName()))
      segments.add(segment)
      return segment
    },
    onFinished(segment) {
      finished.add(segment)
      removeUnused()
    },
    fits: (bytes) => sizeOf(segments) + bytes <= options.limitBytes,
  })

  function nextName(): string {
    files += 1
    return fileName(owner, files)
  }

  function removeUnused(): void {
    for (const segment of finished) {
      if (segment.inUse > 0) continue
      finished.delete(segment)
      segments.delete(segment)
      sweeping = Promise.all([sweeping, segment.remove()]).catch((error: unknown) =>
        // Replayed once more by the next process, and known from the receipts.
        log.warn({ err: error }, 'a spool file could not be deleted'),
      )
    }
  }

  function put(record: CallbackRecord, place: Place, isSettled: boolean): Item {
    const { accountId, attemptId, arrivedAt } = record
    const { push } = record.callback
    const item: Item = {
      accountId,
      openid: push.fromUserName,
      key: receiptKeyOf(push),
      attemptId,
      arrivedAt,
      place,
      places: [place],
      told: [],
      answer: null,
      answered: null,
      isSettled,
      isDone: false,
    }
    queue.push(item)
    byAttempt.set(attemptId, item)
    byKey.set(keyOf(item), item)
    perFan.set(fanOf(item), (perFan.get(fanOf(item)) ?? 0) + 1)
    return item
  }

  function drop(item: Item): void {
    if (item.isDone) return
    item.isDone = true
    byAttempt.delete(item.attemptId)
    if (byKey.get(keyOf(item)) === item) byKey.delete(keyOf(item))
    for (const { segment } of item.places) segment.inUse -= 1
    const fan = fanOf(item)
    const left = (perFan.get(fan) ?? 0) - 1
    if (left > 0) {
      perFan.set(fan, left)
      return
    }
    perFan.delete(fan)
    const waiting = waiters.get(fan) ?? []
    waiters.delete(fan)
    for (const go of waiting) go()
  }

  const itemOf = (kept: Kept) => byAttempt.get(kept.attemptId)

  async function adopt(): Promise<number> {
    const before = byAttempt.size
    for (const file of await listSpools(folder).catch(() => []))
      if (isOrphan(file, owner, Date.now())) await adoptFile(file)
    const found = byAttempt.size - before
    if (found > 0) for (const listener of listeners) listener(found)
    return found
  }

  async function adoptFile(file: SpoolFile): Promise<void> {
    files += 1
    const claimed = await claim(file, owner, files)
    if (claimed === null) return
    const bytes = await readFile(claimed)
    const { frames, damaged } = readFrames(bytes)
    const segment = await openSegment(claimed)
    segments.add(segment)
    let unreadable = damaged
    for (const { offset, length } of frames) {
      const place = { segment, offset, length }
      try {
        take(openRecord(bytes.subarray(offset, offset + length), secrets), place)
      } catch (error) {
        unreadable += 1
        log.error({ err: error }, 'a record of the spool cannot be read')
      }
    }
    if (unreadable > 0) {
      log.error({ file: `${claimed}.unreadable`, records: unreadable }, 'records of the spool are set aside')
      await copyFile(claimed, `${claimed}.unreadable`)
    }
    finished.add(segment)
    removeUnused()
  }

  function take(record: SpoolRecord, place: Place): void {
    if (record.type === 'callback') {
      if (byAttempt.has(record.attemptId)) return
      place.segment.inUse += 1
      put(record, place, true)
      return
    }
    const item = byAttempt.get(record.attemptId)
    if (item === undefined) return // its callback was replayed and deleted already
    place.segment.inUse += 1
    item.places.push(place)
    addTold(item, record.told)
  }

  function addTold(item: Item, told: Told): void {
    item.told.push(told)
    if (told.late === null) item.answer = told.answer
  }

  async function keepHouse(): Promise<void> {
    for (const segment of segments)
      await segment.touch().catch((error: unknown) => log.warn({ err: error }, 'a spool file is gone'))
    await adopt()
  }

  return {
    async keep(callback) {
      const record: CallbackRecord = { type: 'callback', ...callback }
      const item = put(record, await writer.append(sealRecord(record, secrets)), false)
      for (const listener of listeners) listener(1)
      return item
    },
    async tell(kept, told) {
      const place = await writer.append(
        sealRecord({ type: 'told', attemptId: kept.attemptId, told }, secrets),
      )
      const item = itemOf(kept)
      if (item === undefined) {
        place.segment.inUse -= 1
        return false
      }
      item.places.push(place)
      addTold(item, told)
      return true
    },
    tellInMemory(kept, told) {
      const item = itemOf(kept)
      if (item !== undefined) addTold(item, told)
    },
    find: (accountId, key) => (byKey.size === 0 ? null : (byKey.get(`${accountId} ${key}`) ?? null)),
    turn(accountId, openid, deadline) {
      if (perFan.size === 0) return true
      const fan = `${accountId} ${openid}`
      if (!perFan.has(fan)) return true
      return new Promise((resolve) => {
        const late = setTimeout(() => resolve(false), Math.max(0, deadline - clock.now()))
        const go = () => {
          clearTimeout(late)
          resolve(true)
        }
        waiters.set(fan, [...(waiters.get(fan) ?? []), go])
      })
    },
    oldest: (count) => queue.slice(first, first + count).filter(({ isDone }) => !isDone),
    async read(kept) {
      const item = itemOf(kept)
      if (item === undefined) throw new Error('it is not in the spool')
      const { segment, offset, length } = item.place
      const record = openRecord(await segment.read(offset, length), secrets)
      if (record.type !== 'callback') throw new Error('a spool file is mixed up')
      return record
    },
    async done(kept) {
      for (const one of kept) {
        const item = itemOf(one)
        if (item !== undefined) drop(item)
      }
      while (queue[first]?.isDone) first += 1
      if (first * 2 > queue.length) {
        queue = queue.slice(first)
        first = 0
      }
      if (byAttempt.size === 0) writer.rest()
      removeUnused()
      await sweeping
    },
    async setAside(kept) {
      const item = itemOf(kept)
      if (item === undefined) return
      const { segment, offset, length } = item.place
      const frame = frameOf(await segment.read(offset, length))
      await appendFile(path.join(folder, `${owner.processId}.refused`), frame, { mode: 0o600, flush: true })
    },
    leave(kept) {
      const item = itemOf(kept)
      item?.places.splice(0)
      if (item !== undefined) drop(item)
    },
    figures(accountId) {
      if (accountId === undefined) return { records: byAttempt.size, bytes: sizeOf(segments) }
      const own = [...byAttempt.values()].filter((item) => item.accountId === accountId)
      return {
        records: own.length,
        bytes: own.reduce((sum, { places }) => sum + places.reduce((all, { length }) => all + length, 0), 0),
      }
    },
    adopt,
    onKept: (listener) => void listeners.push(listener),
    async start() {
      await adopt()
      stopTimer = options.timers.every(touchEveryMs, () => {
        sweeping = Promise.all([sweeping, keepHouse()]).catch((error: unknown) =>
          log.error({ err: error }, 'the spool of another process could not be taken over'),
        )
      })
    },
    async stop() {
      stopTimer()
      await writer.stop()
      await sweeping
      let number = 0
      for (const segment of segments) {
        number += 1
        await segment.leave(fileName(released(owner), number))
      }
    },
  }
}

function sizeOf(segments: ReadonlySet<Segment>): number {
  let bytes = 0
  for (const segment of segments) bytes += segment.size()
  return bytes
}

const fanOf = ({ accountId, openid }: Kept) => `${accountId} ${openid}`
const keyOf = ({ accountId, key }: Kept) => `${accountId} ${key}`
