import { readAsset } from '../assets.ts'
import { type Json, objectOf, textOf } from '../json-fields.ts'
import type { Content } from '../world/entry.ts'
import { judgeMedia, type MediaType } from '../world/media-kind.ts'
import type { AccountState, World } from '../world/world.ts'
import type { ControlRequest } from './scope.ts'

/** The message in a control request, JSON or a file of field `media`; null when it makes none. */
export async function contentOf(
  world: World,
  state: AccountState,
  request: ControlRequest,
): Promise<Content | null> {
  if (!request.isMultipart()) return spoken(world, state, objectOf(request.body))
  const part = await request.file()
  if (part === undefined) return null
  const bytes = await part.toBuffer()
  const types: MediaType[] = ['image', 'voice', 'video']
  const type = types.find((each) => typeof judgeMedia(each, bytes) === 'string')
  return type === undefined ? null : withFile(world, state, type, bytes)
}

function spoken(world: World, state: AccountState, body: Json | null): Content | null {
  if (body === null) return null
  switch (body.type) {
    case 'text': {
      const text = textOf(body, 'text')
      const menuId = textOf(body, 'menuId')
      if (text === '') return null
      return menuId === '' ? { type: 'text', text } : { type: 'text', text, menuId }
    }
    case 'location':
      return locationOf(body)
    case 'link': {
      const url = textOf(body, 'url')
      const title = textOf(body, 'title') || url
      return url === '' ? null : { type: 'link', title, description: textOf(body, 'description'), url }
    }
    case 'file': {
      const name = textOf(body, 'name')
      return name === '' ? null : { type: 'file', name, bytes: Number(body.bytes ?? 0) }
    }
    case 'image':
      return bundledPicture(world, state)
    case 'voice':
      return bundledVoice(world, state, body.format === 'speex')
    case 'video':
      return withFile(world, state, 'video', readAsset('video.mp4'))
    default:
      return null
  }
}

/** The picture that comes with the sandbox, as a new one of its own. */
export function bundledPicture(world: World, state: AccountState): Content | null {
  return withFile(world, state, 'image', readAsset('picture.jpg'))
}

/** The recording that comes with the sandbox: AMR with its 16 kHz copy, or speex alone. */
function bundledVoice(world: World, state: AccountState, speexAlone: boolean): Content | null {
  const amr = withFile(world, state, 'voice', readAsset('voice.amr'))
  if (amr?.type !== 'voice') return null
  const { appid } = state.account
  const bytes = readAsset('voice.speex')
  const copy = world.media.add({ appid, type: 'voice', format: 'speex', bytes, at: world.clock.now() })
  const { id } = copy
  if (speexAlone)
    return { ...amr, mediaId: id, mediaId16k: id, url: `/pic/${id}`, format: 'speex', bundled: true }
  world.media.linkCopy(amr.mediaId, id)
  return { ...amr, mediaId16k: id, bundled: true }
}

function locationOf(body: Json): Content | null {
  const { latitude, longitude } = body
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null
  const scale = typeof body.scale === 'number' ? body.scale : 15
  return { type: 'location', latitude, longitude, scale, label: textOf(body, 'label') }
}

function withFile(world: World, state: AccountState, type: MediaType, bytes: Buffer): Content | null {
  const media = shelve(world, state, type, bytes)
  if (media === null) return null
  const { id: mediaId, format, seconds } = media
  const url = `/pic/${mediaId}`
  if (type === 'image') return { type, mediaId, url }
  if (type === 'voice') return { type, mediaId, url, format, seconds }
  const thumb = shelve(world, state, 'thumb', readAsset('video-cover.jpg'))
  return { type: 'video', mediaId, url, thumbMediaId: thumb?.id ?? null }
}

function shelve(world: World, state: AccountState, type: MediaType, bytes: Buffer) {
  const format = judgeMedia(type, bytes)
  if (typeof format === 'object') return null
  const { appid } = state.account
  return world.media.add({ appid, type, format, bytes, at: world.clock.now() })
}
