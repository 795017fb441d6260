import { fileGoneMessage } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { ApiResult } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import type { FileStore } from './file-store.ts'
import { fitForWechat } from './fit-for-wechat.ts'
import type { Pictures } from './pictures.ts'
import { extensionOf } from './sniff.ts'
import type { FileToSend, WechatCopyStore } from './wechat-copy-store.ts'

/** WeChat's id of a file of ours. */
export interface WechatId {
  readonly mediaKey: string
  readonly mediaId: string
  /** It was uploaded just now: should WeChat not know it, uploading it again would not help. */
  readonly isFresh: boolean
}

/** Our files as WeChat knows them: temporary media, uploaded when first sent and used again while they live (L10). */
export interface WechatMedia {
  idOf(account: Account, file: FileToSend): Promise<ApiResult<WechatId>>
  /** WeChat doesn't know this id any more: the next send uploads the file again. */
  forget(accountId: AccountId, id: WechatId): Promise<void>
}

export interface WechatMediaParts {
  readonly store: WechatCopyStore
  readonly files: FileStore
  readonly pictures: Pictures
  readonly calls: WechatCalls
}

export function createWechatMedia(ctx: Pick<Context, 'log'>, parts: WechatMediaParts): WechatMedia {
  const uploads = new Map<string, Promise<ApiResult<WechatId>>>()
  return {
    async idOf(account, toSend) {
      const name = `${account.id}/${toSend.type}/${toSend.mediaKey}`
      const running = uploads.get(name)
      if (running !== undefined) return running
      const upload = idOrUpload(ctx, parts, account, toSend).finally(() => uploads.delete(name))
      uploads.set(name, upload)
      return upload
    },
    forget: (accountId, { mediaKey, mediaId }) => parts.store.forget(accountId, mediaKey, mediaId),
  }
}

async function idOrUpload(
  ctx: Pick<Context, 'log'>,
  { store, files, pictures, calls }: WechatMediaParts,
  account: Account,
  toSend: FileToSend,
): Promise<ApiResult<WechatId>> {
  const { mediaKey, type } = toSend
  const file = await store.toSend(account.id, toSend)
  if (file === null) return refused(fileGoneMessage)
  if (file.wechatMediaId !== null) {
    return { ok: true, value: { mediaKey, mediaId: file.wechatMediaId, isFresh: false } }
  }
  const data = await files.read(file.digest)
  if (data === null) {
    ctx.log.error({ account: account.id, media: mediaKey, digest: file.digest }, 'a stored file is missing')
    return refused(fileGoneMessage)
  }
  const content = await fitForWechat(pictures, type, { data, mime: file.mime })
  if (content === null) return refused('the picture is too large for WeChat')
  const filename = `${mediaKey}.${extensionOf(content.mime)}`
  const uploaded = await calls.call(account, (api, token) =>
    api.uploadMedia(token, { type, filename, contentType: content.mime, data: content.data }),
  )
  if (!uploaded.ok) return uploaded
  const { mediaId } = uploaded.value
  await store.save(account.id, toSend, mediaId)
  return { ok: true, value: { mediaKey, mediaId, isFresh: true } }
}

function refused(errmsg: string): ApiResult<never> {
  return { ok: false, error: { kind: 'refused', errcode: null, errmsg, sent: false } }
}
