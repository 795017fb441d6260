import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import type { ApiResult } from './errors.ts'
import { callJson, callRaw, jsonResult, type RawAnswer, type Transport, urlOf } from './transport.ts'

export interface MediaToUpload {
  type: 'image' | 'voice' | 'video' | 'thumb'
  filename: string
  contentType: string
  data: Uint8Array
}

export interface UploadedMedia {
  mediaId: string
  /** Seconds; WeChat drops the file three days later. */
  createdAt: number
}

export interface FetchedMedia {
  data: Buffer
  contentType: string
  filename: string | null
}

/** Temporary material: lives three days, and its id may be sent many times in that time (新增临时素材). */
export async function uploadMedia(
  transport: Transport,
  accessToken: string,
  media: MediaToUpload,
): Promise<ApiResult<UploadedMedia>> {
  const { contentType, body } = multipart(media)
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/cgi-bin/media/upload',
    query: { access_token: accessToken, type: media.type },
    headers: { 'content-type': contentType },
    body,
    repeatable: true,
  })
  if (!answer.ok) return answer
  // Older answers name the id of a thumb thumb_media_id.
  const mediaId = answer.value.media_id ?? answer.value.thumb_media_id
  if (typeof mediaId !== 'string') return unreadable('upload without media_id')
  return { ok: true, value: { mediaId, createdAt: Number(answer.value.created_at ?? 0) } }
}

/** The picture that fans see beside what an agent says. The account stands in the query, the picture in the body. */
export async function uploadKfAvatar(
  transport: Transport,
  accessToken: string,
  account: string,
  picture: Omit<MediaToUpload, 'type'>,
): Promise<ApiResult<null>> {
  const { contentType, body } = multipart(picture)
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/customservice/kfaccount/uploadheadimg',
    query: { access_token: accessToken, kf_account: account },
    headers: { 'content-type': contentType },
    body,
    repeatable: true,
  })
  return answer.ok ? { ok: true, value: null } : answer
}

/** A fan's file, to be fetched at once: the id dies after three days. A video comes as a link, which is followed. */
export async function getMedia(
  transport: Transport,
  accessToken: string,
  mediaId: string,
): Promise<ApiResult<FetchedMedia>> {
  const url = urlOf(transport, {
    path: '/cgi-bin/media/get',
    query: { access_token: accessToken, media_id: mediaId },
  })
  const answer = await callRaw(transport, url, { method: 'GET', repeatable: true })
  if (!answer.ok) return answer
  if (!isJson(answer.value)) return fileOf(answer.value)
  const json = jsonResult(answer.value, true)
  if (!json.ok) return json
  const videoUrl = json.value.video_url
  if (typeof videoUrl !== 'string') return unreadable('media without content')
  const video = await callRaw(transport, videoUrl, { method: 'GET', repeatable: true })
  return video.ok ? fileOf(video.value) : video
}

/** By the type *and* the first byte: WeChat has sent errors as text/plain, and no picture, voice or video begins with {. */
function isJson(answer: RawAnswer): boolean {
  return answer.contentType.includes('json') || (answer.bytes[0] === 0x7b && answer.disposition === '')
}

function fileOf(answer: RawAnswer): ApiResult<FetchedMedia> {
  if (answer.status !== 200 || answer.bytes.length === 0) return unreadable(`HTTP ${answer.status} for media`)
  const filename = /filename="?([^";]+)"?/i.exec(answer.disposition)?.[1] ?? null
  return { ok: true, value: { data: answer.bytes, contentType: answer.contentType, filename } }
}

function unreadable(errmsg: string): ApiResult<never> {
  return { ok: false, error: { kind: 'retry', errcode: null, errmsg, sent: true } }
}

function multipart(media: Omit<MediaToUpload, 'type'>): {
  contentType: string
  body: Uint8Array<ArrayBuffer>
} {
  const boundary = `----duokefu${randomBytes(12).toString('hex')}`
  // Quotes and line breaks would end the header; browsers escape them the same way.
  const filename = media.filename.replaceAll('"', '%22').replace(/[\r\n]/g, ' ')
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="media"; filename="${filename}"\r\n` +
    `content-type: ${media.contentType}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), media.data, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}
