import type { AccountId } from '@duokefu/engine'
import type { FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { claimFairly } from '../delivery/fair-share.ts'
import { createLane } from '../delivery/lane.ts'
import type { Timers } from '../delivery/timers.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { type FileFetched, fetchFile } from './fetch-file.ts'
import type { FileStore } from './file-store.ts'
import type { MediaStore, MediaToFetch, MediaToTell } from './media-store.ts'
import { prepare } from './playable.ts'
import type { VoiceDecoder } from './voice-decoder.ts'

export interface InboundMediaParts {
  readonly media: MediaStore
  readonly files: FileStore
  readonly voices: VoiceDecoder
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
  const lane = createLane<() => Promise<void>>({
    async claim(limit) {
      return claimFairly(await media.accountsWithWork(), limit, async (accountId, share) => {
        const due = await media.claimDue(accountId, share, claimMs)
        const untold = await media.claimUntold(accountId, share - due.length, claimMs)
        return [...due.map((file) => () => fetchOne(file)), ...untold.map((file) => () => tell(file))]
      })
    },
    work: (task) => task(),
    width: atOnce,
    onFault: (error) => ctx.log.warn({ err: error }, 'fetching media stumbled'),
  })

  async function fetchOne(file: MediaToFetch): Promise<void> {
    const { accountId, key } = file
    const fetched = await fetchFor(file)
    if (fetched.ok) {
      const { data, mime, fileName } = fetched.file
      const { digest, bytes } = await parts.files.put(data)
      const { looks, copy } = await prepare(parts, fetched.file)
      await tell(await media.saveReady(accountId, key, { digest, mime, bytes, fileName, ...looks }, copy))
      return
    }
    const retryInMs =
      fetched.final || file.ageMs > keptByWechatMs ? null : (fetchAgainMs[file.attempts] ?? null)
    ctx.log.warn({ account: accountId, media: key, error: fetched.error, retryInMs }, 'media not fetched')
    await tell(await media.saveFailure(accountId, key, { error: fetched.error, retryInMs }))
  }

  async function fetchFor({ accountId, source }: MediaToFetch): Promise<FileFetched> {
    const account = await ctx.accounts.byId(accountId)
    if (account === null) return { ok: false, error: 'the account is gone', final: true }
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
