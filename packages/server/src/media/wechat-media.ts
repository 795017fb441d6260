import type { AccountId } from '@duokefu/engine'
import type { ApiResult, MediaToUpload } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import type { FileStore } from './file-store.ts'
import type { MediaStore } from './media-store.ts'
import { extensionOf } from './sniff.ts'

/** A file of ours, and as which kind of media WeChat is to have it. */
export interface FileToSend {
  readonly mediaKey: string
  readonly type: MediaToUpload['type']
}

/** Our files as WeChat knows them: temporary media, uploaded when first sent and used again while they live (L10). */
export interface WechatMedia {
  idOf(account: Account, file: FileToSend): Promise<ApiResult<string>>
  /** WeChat doesn't know the id any more: the next send uploads the file again. */
  forget(accountId: AccountId, mediaKey: string): Promise<void>
}

export function createWechatMedia(
  ctx: Pick<Context, 'log'>,
  parts: { media: MediaStore; files: FileStore; calls: WechatCalls },
): WechatMedia {
  const uploads = new Map<string, Promise<ApiResult<string>>>()
  return {
    async idOf(account, toSend) {
      const name = `${account.id}/${toSend.mediaKey}`
      const running = uploads.get(name)
      if (running !== undefined) return running
      const upload = idOrUpload(ctx, parts, account, toSend).finally(() => uploads.delete(name))
      uploads.set(name, upload)
      return upload
    },
    forget: (accountId, mediaKey) => parts.media.forgetWechatId(accountId, mediaKey),
  }
}

async function idOrUpload(
  ctx: Pick<Context, 'log'>,
  { media, files, calls }: { media: MediaStore; files: FileStore; calls: WechatCalls },
  account: Account,
  { mediaKey, type }: FileToSend,
): Promise<ApiResult<string>> {
  const file = await media.toSend(account.id, mediaKey)
  if (file === null) return gone
  if (file.wechatMediaId !== null) return { ok: true, value: file.wechatMediaId }
  const data = await files.read(file.digest)
  if (data === null) {
    ctx.log.error({ account: account.id, media: mediaKey, digest: file.digest }, 'a stored file is missing')
    return gone
  }
  const filename = `${mediaKey}.${extensionOf(file.mime)}`
  const uploaded = await calls.call(account, (api, token) =>
    api.uploadMedia(token, { type, filename, contentType: file.mime, data }),
  )
  if (!uploaded.ok) return uploaded
  await media.saveWechatId(account.id, mediaKey, uploaded.value.mediaId)
  return { ok: true, value: uploaded.value.mediaId }
}

const gone: ApiResult<never> = {
  ok: false,
  error: { kind: 'refused', errcode: null, errmsg: 'the file is gone', sent: false },
}
