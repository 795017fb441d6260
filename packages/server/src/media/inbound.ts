import type { AccountId } from '@duokefu/engine'
import type { FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { createFairLane } from '../delivery/fair-lane.ts'
import type { Timers } from '../delivery/timers.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { type FetchedFile, type FileFetched, fetchFile } from './fetch-file.ts'
import type { FileStore, StoredFile } from './file-store.ts'
import type { FetchFailure, MediaStore, MediaToFetch, MediaToTell } from './media-store.ts'
import { prepare } from './playable.ts'
import type { SmallPictures } from './small-picture.ts'
import type { VoiceDecoder } from './voice-decoder.ts'

export interface InboundMediaParts {
  readonly media: MediaStore
  readonly files: FileStore
  readonly voices: VoiceDecoder
  readonly small: SmallPictures
  readonly calls: WechatCalls
  /** For a picture's own address, which stands in the fan's message: guarded unless the account allows private ones. */
  readonly downloadFor: (account: Account) => FetchLike
  readonly timers: Timers
}

/** Fetches what fans send, before WeChat forgets it (L10). */
export interface InboundMedia {
  wake(): void
  /** Fetches what is due now and tells the records; the number of files. */
  runOnce(): Promise<number>
  idle(): Promise<void>
  start(): void
  stop(): Promise<void>
  /** Fetches a file again that was given up; false when there is no such one. */
  retry(accountId: AccountId, key: string): Promise<boolean>
}

/** Waits after each failed attempt; there is none after the sixth. */
export const fetchAgainMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const
/** Our own store was away: WeChat still has the file, so nothing is lost by waiting. */
const storeAgainMs = 15_000
const keptByWechatMs = 3 * 24 * 60 * 60_000
const atOnce = 16
const sweepMs = 1_000
/** Longer than an attempt may take: a call, the same with another token, a download. */
const claimMs = 180_000

export function createInboundMedia(
  ctx: Pick<Context, 'accounts' | 'ledger' | 'log'>,
  parts: InboundMediaParts,
): InboundMedia {
  const { media } = parts
  const lane = createFairLane<() => Promise<void>>({
    accounts: media.accountsWithWork,
    async claim(accountId, limit) {
      const due = await media.claimDue(accountId, limit, claimMs)
      const untold = await media.claimUntold(accountId, limit - due.length, claimMs)
      return [...due.map((file) => () => fetchOne(file)), ...untold.map((file) => () => tell(file))]
    },
    work: (task) => task(),
    width: atOnce,
    onFault: (error) => ctx.log.warn({ err: error }, 'fetching media stumbled'),
  })

  async function fetchOne(file: MediaToFetch): Promise<void> {
    const { accountId, key } = file
    const fetched = await fetchFor(file)
    if (fetched.ok) return keep(file, fetched.file)
    const failure = failureOf(file, fetched)
    ctx.log.warn({ account: accountId, media: key, ...failure }, 'media not fetched')
    await tell(await media.saveFailure(accountId, key, failure))
  }

  async function keep({ accountId, key }: MediaToFetch, { fileName, ...file }: FetchedFile): Promise<void> {
    let stored: StoredFile
    let prepared: Awaited<ReturnType<typeof prepare>>
    try {
      stored = await parts.files.put(file.data)
      prepared = await prepare(parts, file)
    } catch (error) {
      ctx.log.warn(
        { account: accountId, media: key, err: error },
        'a file that was fetched could not be kept',
      )
      return media.postpone(accountId, key, storeAgainMs)
    }
    const { looks, copy } = prepared
    await tell(
      await media.saveReady(accountId, key, { ...stored, mime: file.mime, fileName, ...looks }, copy),
    )
    // Told already: whoever looks at once has it made, and everybody after that finds it.
    await parts.small.of(accountId, key)
  }

  async function fetchFor({ accountId, source }: MediaToFetch): Promise<FileFetched> {
    const account = await ctx.accounts.byId(accountId)
    if (account === null) return { ok: false, error: 'the account is gone', end: 'final' }
    return fetchFile(account, source, { calls: parts.calls, download: parts.downloadFor(account) })
  }

  /** The row was written first: should this be missed, the sweep finds it untold. */
  async function tell(file: MediaToTell | null): Promise<void> {
    if (file === null) return
    const { accountId, openid, seq } = file
    await ctx.ledger.submit({ type: 'media', accountId, openid, seq, media: file.media })
    await media.told(accountId, file.key)
  }

  let unsubscribe = () => {}
  let stopTimer = () => {}
  return {
    wake: lane.wake,
    runOnce: lane.runOnce,
    idle: lane.idle,
    start() {
      unsubscribe = ctx.ledger.onCommitted((committed) => {
        if (committed.media) lane.wake()
      })
      stopTimer = parts.timers.every(sweepMs, lane.wake)
      lane.wake()
    },
    stop() {
      unsubscribe()
      stopTimer()
      return lane.stop()
    },
    async retry(accountId, key) {
      const started = await media.startOver(accountId, key)
      if (started === null) return false
      await tell(started)
      lane.wake()
      return true
    },
  }
}

function failureOf(
  { attempts, ageMs }: MediaToFetch,
  { error, end }: Extract<FileFetched, { ok: false }>,
): FetchFailure {
  if (end === 'expired' || ageMs > keptByWechatMs) return { state: 'expired', error }
  const inMs = end === 'final' ? undefined : fetchAgainMs[attempts]
  return inMs === undefined ? { state: 'failed', error } : { state: 'again', inMs, error }
}
