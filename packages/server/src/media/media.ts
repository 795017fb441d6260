import path from 'node:path'
import type { AccountId } from '@duokefu/engine'
import type { FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { type OpenedMedia, openMedia } from './display.ts'
import { createDiskFileStore } from './file-store.ts'
import { createInboundMedia, type InboundMedia } from './inbound.ts'
import { createMediaStore } from './media-store.ts'
import { acceptUpload, type UploadOutcome } from './upload.ts'
import { createWechatMedia, type WechatMedia } from './wechat-media.ts'

/** Files, both ways: what fans sent, and what agents send. */
export interface MediaLibrary {
  readonly inbound: InboundMedia
  readonly wechat: WechatMedia
  accept(accountId: AccountId, file: { data: Buffer; fileName: string | null }): Promise<UploadOutcome>
  open(accountId: AccountId, key: string): Promise<OpenedMedia | null>
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
  const files = createDiskFileStore(path.join(ctx.config.dataDir, 'media'))
  return {
    inbound: createInboundMedia(ctx, { ...parts, media, files }),
    wechat: createWechatMedia(ctx, { media, files, calls: parts.calls }),
    accept: (accountId, file) => acceptUpload({ media, files }, accountId, file),
    open: (accountId, key) => openMedia({ media, files }, accountId, key),
  }
}
