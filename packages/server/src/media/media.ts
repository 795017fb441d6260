import type { AccountId } from '@duokefu/engine'
import type { FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { Timers } from '../delivery/timers.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { type CopyKind, createCopies } from './copies.ts'
import { type OpenedMedia, openMedia, openPart } from './display.ts'
import type { FileStore } from './file-store.ts'
import { createInboundMedia, type InboundMedia } from './inbound.ts'
import { createMediaStore, type MediaFile } from './media-store.ts'
import { openFileStore } from './open-file-store.ts'
import { createPictures } from './pictures.ts'
import { playableOf } from './playable.ts'
import { createSmallPictures } from './small-picture.ts'
import { acceptUpload, type UploadOutcome } from './upload.ts'
import { createVoiceDecoder } from './voice-decoder.ts'
import { createWechatCopyStore } from './wechat-copy-store.ts'
import { createWechatMedia, type WechatMedia } from './wechat-media.ts'

/** Files, both ways: what fans sent, and what agents send. */
export interface MediaLibrary {
  readonly inbound: InboundMedia
  readonly wechat: WechatMedia
  readonly files: FileStore
  accept(accountId: AccountId, file: { data: Buffer; fileName: string | null }): Promise<UploadOutcome>
  open(accountId: AccountId, key: string): Promise<OpenedMedia | null>
  /** For a browser: the part that it asks for, of the file or of the copy that is to be played or shown small. */
  openPart(
    accountId: AccountId,
    key: string,
    asked: { readonly range: string | undefined; readonly as: 'file' | CopyKind },
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
  const files = openFileStore(ctx.config, (digest) => media.announce(digest))
  const voices = createVoiceDecoder()
  const pictures = createPictures()
  const copies = createCopies(ctx.pool)
  const small = createSmallPictures({ media, copies, files, pictures })
  const inbound = createInboundMedia(ctx, { ...parts, media, files, voices, small })
  function fileOf(as: 'file' | CopyKind, accountId: AccountId, key: string): Promise<MediaFile | null> {
    switch (as) {
      case 'file':
        return media.ready(accountId, key)
      case 'play':
        return playableOf({ media, copies, files, voices }, accountId, key)
      case 'small':
        return small.of(accountId, key)
    }
  }

  return {
    inbound,
    files,
    wechat: createWechatMedia(ctx, {
      store: createWechatCopyStore(ctx.pool, ctx.clock),
      files,
      pictures,
      calls: parts.calls,
    }),
    accept: (accountId, file) => acceptUpload({ media, copies, files, voices, pictures }, accountId, file),
    async open(accountId, key) {
      return openMedia(files, await media.ready(accountId, key))
    },
    async openPart(accountId, key, { range, as }) {
      return openPart(files, await fileOf(as, accountId, key), range)
    },
    async stop() {
      await voices.stop()
      await pictures.stop()
      await files.close()
    },
  }
}
