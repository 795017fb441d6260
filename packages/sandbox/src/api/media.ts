import { isMediaType, judgeMedia } from '../world/media-kind.ts'
import { type Answer, type Call, error, json, type Route } from './call.ts'

const INLINE_IMAGE_BYTES = 1024 * 1024

/** Temporary material (protocol 7). */
export const mediaRoutes: Route[] = [
  { method: 'POST', path: '/cgi-bin/media/upload', handle: upload },
  { method: 'POST', path: '/cgi-bin/media/uploadimg', handle: uploadInline },
  { method: 'GET', path: '/cgi-bin/media/get', handle: get },
  { method: 'GET', path: '/cgi-bin/media/get/jssdk', handle: getSpeex },
]

function upload({ world, state, query, file, at }: Call): Answer {
  const type = query.type
  if (!isMediaType(type)) return error(40004)
  if (file === null) return error(41005)
  const format = judgeMedia(type, file.bytes)
  if (typeof format === 'object') return error(format.errcode)
  const { id } = world.media.add({ appid: state.account.appid, type, format, bytes: file.bytes, at })
  const created_at = Math.floor(at / 1000)
  // A thumb's id has a name of its own in WeChat's answers.
  return json(
    type === 'thumb' ? { type, thumb_media_id: id, created_at } : { type, media_id: id, created_at },
  )
}

function uploadInline({ world, state, file, at }: Call): Answer {
  if (file === null) return error(41005)
  if (file.bytes.length > INLINE_IMAGE_BYTES) return error(40009)
  const format = judgeMedia('image', file.bytes)
  if (typeof format === 'object') return error(format.errcode)
  if (format === 'gif') return error(40005)
  const { id } = world.media.add({ appid: state.account.appid, type: 'image', format, bytes: file.bytes, at })
  return json({ url: `${world.origin}/pic/${id}` })
}

function get({ world, state, query, at }: Call): Answer {
  const media = world.media.live(state.account.appid, query.media_id ?? '', at)
  const file = media === null ? null : world.media.file(media.id)
  if (file === null) return error(40007)
  if (file.media.type === 'video') return json({ video_url: `${world.origin}/pic/${file.media.id}` })
  return { kind: 'file', bytes: file.bytes, contentType: file.contentType, filename: file.media.filename }
}

/** A recording as speex at 16 kHz: itself, or its copy. 40007 when there is none, as for anything but a recording. */
function getSpeex({ world, state, query, at }: Call): Answer {
  const media = world.media.live(state.account.appid, query.media_id ?? '', at)
  const file = media === null ? null : world.media.file(media.copy16k ?? media.id)
  if (file === null || file.media.format !== 'speex') return error(40007)
  return { kind: 'file', bytes: file.bytes, contentType: file.contentType, filename: file.media.filename }
}
