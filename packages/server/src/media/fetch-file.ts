import type { ApiResult, FetchedMedia, FetchLike } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { MediaSource } from '../conversations/entries.ts'
import type { WechatCalls } from '../delivery/wechat-calls.ts'
import { sniffMime } from './sniff.ts'
import { readSpeex } from './speex.ts'

export interface FetchedFile {
  readonly data: Buffer
  readonly mime: string
  readonly fileName: string | null
  /** The same recording at 16 kHz, where WeChat keeps both: better to hear, while the file itself stays as it was sent. */
  readonly clearer?: Buffer | null
}

export type FileFetched =
  | { readonly ok: true; readonly file: FetchedFile }
  /** `expired`: WeChat has it no more; `final`: another attempt would end the same way. */
  | { readonly ok: false; readonly error: string; readonly end: 'expired' | 'final' | null }

/** More than WeChat lets a fan send. */
export const maxFileBytes = 20 * 1024 * 1024
const downloadTimeoutMs = 30_000

/** WeChat will never have it again: the id is wrong or older than three days. */
const mediaIsGone = 40007

/**
 * Gets a fan's file by its media id, a voice at 16 kHz too, or a picture by its address when that fails (a token may be
 * missing).
 */
export async function fetchFile(
  account: Account,
  source: MediaSource,
  parts: { calls: WechatCalls; download: FetchLike },
): Promise<FileFetched> {
  const { mediaId, mediaId16k = null } = source
  const get = (id: string) => parts.calls.call(account, (api, token) => api.getMedia(token, id))
  const [got, clearer] = await Promise.all([
    get(mediaId),
    mediaId16k === null || mediaId16k === mediaId ? null : get(mediaId16k),
  ])
  if (got.ok) return fileOf(got.value, source.type, clearer?.ok ? clearer.value.data : null)
  const isGone = got.error.errcode === mediaIsGone
  if (isGone && clearer?.ok) return fileOf(clearer.value, source.type)
  if (source.picUrl !== null) {
    const picture = await downloadPicture(source.picUrl, parts.download)
    if (picture !== null) return picture
  }
  return { ok: false, error: messageOf(got), end: isGone ? 'expired' : null }
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
    return sniffMime(data)?.startsWith('image/')
      ? fileOf({ data, contentType: '', filename: null }, 'image')
      : null
  } catch {
    // The first way's error is the one to tell; this was only the second best.
    return null
  }
}

function fileOf(
  { data, contentType, filename }: FetchedMedia,
  type: MediaSource['type'],
  clearer: Buffer | null = null,
): FileFetched {
  if (data.length > maxFileBytes) return { ok: false, error: 'the file is too large', end: 'final' }
  const mime = sniffMime(data) ?? bareSpeex(data, type) ?? saidMime(contentType, type)
  return { ok: true, file: { data, mime, fileName: filename, clearer } }
}

/** WeChat's speex is frames without a name: told by their shape, and looked for in voice alone. */
function bareSpeex(data: Buffer, type: MediaSource['type']): string | null {
  return type === 'voice' && readSpeex(data) !== null ? 'audio/speex' : null
}

/** Voice and video that the content doesn't tell are what WeChat calls them; never anything that a browser runs. */
function saidMime(contentType: string, type: MediaSource['type']): string {
  const said = /^(audio|video)\/[\w.+-]{1,40}/i.exec(contentType.trim())?.[0]?.toLowerCase()
  return said !== undefined && type !== 'image' ? said : 'application/octet-stream'
}

function messageOf({ error }: Extract<ApiResult<unknown>, { ok: false }>): string {
  return error.errcode === null ? error.errmsg : `${error.errcode} ${error.errmsg}`
}
