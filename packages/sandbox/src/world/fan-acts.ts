import type { WritableFields } from '@duokefu/wechat'
import type { Content, Entry, Notice } from './entry.ts'
import type { Fan } from './fan.ts'
import { openWindow } from './reply-window.ts'
import type { AccountState, World } from './world.ts'

/** What WeChat pushes to the account: the nodes of the callback, without ToUserName, FromUserName and CreateTime. */
export type PushNodes = WritableFields
/** What goes to the account; `at` in ms. */
export type Happening = { at: number; nodes: PushNodes; msgId: string | null }
/** A fan's act: what goes to the account, and what the phone shows of it. */
export type FanAct = Happening & { entry: Entry }

/** The fan writes. Null when they don't follow: WeChat has no chat with the account then. */
export function fanSays(world: World, state: AccountState, fan: Fan, content: Content): FanAct | null {
  if (!fan.follows) return null
  const at = world.clock.now()
  fan.window = openWindow(fan.window, 'message', at)
  fan.typing = { until: fan.typing.until, exchangedAt: at }
  const msgId = world.nextMsgId()
  const entry = world.append(state, fan, { from: 'fan', content, msgId, kfAccount: null, via: null })
  return { entry, at: entry.at, nodes: { ...nodesOf(content, world.origin), MsgId: msgId }, msgId }
}

/** The fan follows, through a QR code when a scene is given. Null when they do already. */
export function fanFollows(
  world: World,
  state: AccountState,
  fan: Fan,
  scene: string | null,
  ticket = scene === null ? '' : ticketOf(scene),
): FanAct | null {
  if (fan.follows) return null
  const at = world.clock.now()
  Object.assign(fan, {
    follows: true,
    followedAt: at,
    followScene: scene === null ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE',
    qrScene: scene ?? '',
    window: openWindow(fan.window, 'follow', at),
  })
  const qr = scene === null ? null : { EventKey: `qrscene_${scene}`, Ticket: ticket }
  return event(world, state, fan, 'followed', { Event: 'subscribe', ...(qr ?? { EventKey: '' }) })
}

/** The fan leaves: no message may be sent any more. Null when they don't follow. */
export function fanUnfollows(world: World, state: AccountState, fan: Fan): FanAct | null {
  if (!fan.follows) return null
  Object.assign(fan, { follows: false, window: null })
  return event(world, state, fan, 'unfollowed', { Event: 'unsubscribe', EventKey: '' })
}

/** A tap on a menu entry; `grants` where it lets the account write. */
export function fanOpens(
  world: World,
  state: AccountState,
  fan: Fan,
  nodes: PushNodes,
  grants: boolean,
): FanAct | null {
  if (!fan.follows) return null
  if (grants) fan.window = openWindow(fan.window, 'menu', world.clock.now())
  return event(world, state, fan, 'menu', nodes)
}

/** The fan pays: no callback tells of it, and for 48 hours nothing counts (protocol 5.2). False when they don't follow. */
export function fanPays(world: World, fan: Fan): boolean {
  if (fan.follows) fan.window = openWindow(fan.window, 'payment', world.clock.now())
  return fan.follows
}

/** A tap on an entry of type click with this key, be it in the menu or not: menus in phones can be old. */
export function fanClicks(world: World, state: AccountState, fan: Fan, key: string): FanAct | null {
  return fanOpens(world, state, fan, { Event: 'CLICK', EventKey: key }, true)
}

/** The fan scans a QR code with a scene: SCAN from a follower, subscribe from somebody new. */
export function fanScans(
  world: World,
  state: AccountState,
  fan: Fan,
  scene: string,
  ticket = ticketOf(scene),
): FanAct | null {
  if (!fan.follows) return fanFollows(world, state, fan, scene, ticket)
  fan.window = openWindow(fan.window, 'scan', world.clock.now())
  const nodes = { Event: 'SCAN', EventKey: scene, Ticket: ticket }
  return event(world, state, fan, 'scanned', nodes)
}

function event(world: World, state: AccountState, fan: Fan, notice: Notice, nodes: PushNodes): FanAct {
  const content: Content = { type: 'notice', notice }
  const entry = world.append(state, fan, { from: 'system', content, msgId: null, kfAccount: null, via: null })
  return { entry, at: entry.at, nodes: { MsgType: 'event', ...nodes }, msgId: null }
}

function ticketOf(scene: string): string {
  return `gQ${Buffer.from(`sandbox:${scene}`).toString('base64url')}`
}

function nodesOf(content: Content, origin: string): PushNodes {
  switch (content.type) {
    case 'text':
      return {
        MsgType: 'text',
        Content: content.text,
        ...(content.menuId === undefined ? {} : { bizmsgmenuid: content.menuId }),
      }
    case 'image':
      return { MsgType: 'image', PicUrl: origin + content.url, MediaId: content.mediaId }
    case 'voice':
      return {
        MsgType: 'voice',
        MediaId: content.mediaId,
        Format: content.format,
        ...(content.mediaId16k === undefined ? {} : { MediaId16K: content.mediaId16k }),
      }
    case 'video':
      return { MsgType: 'video', MediaId: content.mediaId, ThumbMediaId: content.thumbMediaId ?? '' }
    case 'location':
      return {
        MsgType: 'location',
        Location_X: content.latitude,
        Location_Y: content.longitude,
        Scale: content.scale,
        Label: content.label,
      }
    case 'link':
      return {
        MsgType: 'link',
        Title: content.title,
        Description: content.description,
        Url: content.url,
      }
    case 'file':
      return {
        MsgType: 'file',
        Title: content.name,
        Description: '',
        FileKey: '',
        FileMd5: '',
        FileTotalLen: content.bytes,
      }
    default:
      throw new Error(`A fan doesn't send ${content.type}`)
  }
}
