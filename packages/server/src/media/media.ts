import type { AccountId } from '@duokefu/engine'
import type { FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { type OpenedMedia, openMedia, openPart } from './display.ts'
import type { FileStore } from './file-store.ts'
import { createInboundMedia, type InboundMedia } from './inbound.ts'
import { createMediaStore } from './media-store.ts'
import { openFileStore } from './open-file-store.ts'
import { playableOf } from './playable.ts'
import { acceptUpload, type UploadOutcome } from './upload.ts'
import { createVoiceDecoder } from './voice-decoder.ts'
import { createWechatMedia, type WechatMedia } from './wechat-media.ts'

/** Files, both ways: what fans sent, and what agents send. */
export interface MediaLibrary {
  readonly inbound: InboundMedia
  readonly wechat: WechatMedia
  readonly files: FileStore
  accept(accountId: AccountId, file: { data: Buffer; fileName: string | null }): Promise<UploadOutcome>
  open(accountId: AccountId, key: string): Promise<OpenedMedia | null>
  /** For a browser: the part of the file that it asks for, or, to play, of the copy that every browser plays. */
  openPart(
    accountId: AccountId,
    key: string,
    asked: { readonly range: string | undefined; readonly toPlay: boolean },
  ): Promise<OpenedMedia | 'unsatisfiable' | null>
  stop(): Promise<void>
}

export interface MediaLibraryParts {
  readonly calls: WechatCalls
  readonly downloadFor: (account: Account) => FetchLike
  readonly timers: Timers
}

export function createMediaLibrary(
  ctx: Pick<Context, 'accounts' | 'clock' | 'config' | 'ledger' | 'log' | 'pool'>,
  parts: MediaLibraryParts,
): MediaLibrary {
  const media = createMediaStore(ctx.pool, ctx.clock)
  const files = openFileStore(ctx.config)
  const voices = createVoiceDecoder()
  const inbound = createInboundMedia(ctx, { ...parts, media, files, voices })
  return {
    inbound,
    files,
    wechat: createWechatMedia(ctx, { media, files, calls: parts.calls }),
    accept: (accountId, file) => acceptUpload({ media, files, voices }, accountId, file),
    async open(accountId, key) {
      return openMedia(files, await media.ready(accountId, key))
    },
    async openPart(accountId, key, { range, toPlay }) {
      const file = toPlay
        ? await playableOf({ media, files, voices }, accountId, key)
        : await media.ready(accountId, key)
      return openPart(files, file, range)
    },
    async stop() {
      await voices.stop()
      await files.close()
    },
  }
}
