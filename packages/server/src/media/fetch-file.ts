import type { ApiResult, FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { MediaSource } from '../conversations/entries.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { sniffMime } from './sniff.ts'

export interface FetchedFile {
  readonly data: Buffer
  readonly mime: string
  readonly fileName: string | null
}

export type FileFetched =
  | { readonly ok: true; readonly file: FetchedFile }
  | { readonly ok: false; readonly error: string; readonly final: boolean }

/** More than WeChat lets a fan send. */
export const maxFileBytes = 20 * 1024 * 1024
const downloadTimeoutMs = 30_000

/** WeChat will never have it again: the id is wrong or older than three days. */
const mediaIsGone = 40007

/** Gets a fan's file by its media id, or a picture by its address when that fails (a token may be missing). */
export async function fetchFile(
  account: Account,
  source: MediaSource,
  parts: { calls: WechatCalls; download: FetchLike },
): Promise<FileFetched> {
  const got = await parts.calls.call(account, (api, token) => api.getMedia(token, source.mediaId))
  if (got.ok) {
    const { data, contentType, filename } = got.value
    return fileOf(data, contentType, filename, source.type)
  }
  if (source.picUrl !== null) {
    const picture = await downloadPicture(source.picUrl, parts.download)
    if (picture !== null) return picture
  }
  return { ok: false, error: messageOf(got), final: got.error.errcode === mediaIsGone }
}

async function downloadPicture(url: string, download: FetchLike): Promise<FileFetched | null> {
  try {
    const answer = await download(url, {
      method: 'GET',
      headers: {},
      signal: AbortSignal.timeout(downloadTimeoutMs),
    })
    if (answer.status !== 200) return null
    const data = Buffer.from(await answer.arrayBuffer())
    return sniffMime(data)?.startsWith('image/') ? fileOf(data, '', null, 'image') : null
  } catch {
    // The first way's error is the one to tell; this was only the second best.
    return null
  }
}

function fileOf(
  data: Buffer,
  contentType: string,
  fileName: string | null,
  type: MediaSource['type'],
): FileFetched {
  if (data.length > maxFileBytes) return { ok: false, error: 'the file is too large', final: true }
  const mime = sniffMime(data) ?? saidMime(contentType, type)
  return { ok: true, file: { data, mime, fileName } }
}

/** Voice and video that the first bytes don't tell (speex) are what WeChat calls them; never anything that a browser runs. */
function saidMime(contentType: string, type: MediaSource['type']): string {
  const said = /^(audio|video)\/[\w.+-]{1,40}/i.exec(contentType.trim())?.[0]?.toLowerCase()
  return said !== undefined && type !== 'image' ? said : 'application/octet-stream'
}

function messageOf({ error }: Extract<ApiResult<unknown>, { ok: false }>): string {
  return error.errcode === null ? error.errmsg : `${error.errcode} ${error.errmsg}`
}
