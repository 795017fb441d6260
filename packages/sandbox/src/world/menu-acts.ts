import { createHash } from 'node:crypto'
import type { Content } from './entry.ts'
import type { Fan } from './fan.ts'
import { type FanAct, fanOpens, type PushNodes } from './fan-acts.ts'
import type { MenuEntry } from './menu.ts'
import type { AccountState, World } from './world.ts'

/** What the phone gave to an entry that asks for something: what was scanned, a picture, a place. */
export type Given = { scanned: string; picture: Buffer; place: Extract<Content, { type: 'location' }> }

/** A tap that makes a callback. Null for one that only opens something, and of a fan who doesn't follow. */
export function fanTaps(
  world: World,
  state: AccountState,
  fan: Fan,
  entry: MenuEntry,
  given: Given,
): FanAct | null {
  const nodes = nodesOf(entry, given, state.menu?.id ?? 0)
  return nodes === null ? null : fanOpens(world, state, fan, nodes, GRANTING.has(entry.type))
}

/** Only these taps let the account write: three messages in one minute (protocol 5.2). */
const GRANTING = new Set<MenuEntry['type']>(['click', 'scancode_push', 'scancode_waitmsg'])

function nodesOf(entry: MenuEntry, { scanned, picture, place }: Given, MenuId: number): PushNodes | null {
  switch (entry.type) {
    case 'click':
      return { Event: 'CLICK', EventKey: entry.key }
    case 'view':
      return { Event: 'VIEW', EventKey: entry.url, MenuId }
    case 'miniprogram':
      return { Event: 'view_miniprogram', EventKey: entry.pagepath, MenuId }
    case 'scancode_push':
    case 'scancode_waitmsg':
      return {
        Event: entry.type,
        EventKey: entry.key,
        ScanCodeInfo: { ScanType: 'qrcode', ScanResult: scanned },
      }
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin': {
      const PicMd5Sum = createHash('md5').update(picture).digest('hex')
      return {
        Event: entry.type,
        EventKey: entry.key,
        SendPicsInfo: { Count: 1, PicList: { item: [{ PicMd5Sum }] } },
      }
    }
    case 'location_select':
      return {
        Event: entry.type,
        EventKey: entry.key,
        SendLocationInfo: {
          Location_X: String(place.latitude),
          Location_Y: String(place.longitude),
          Scale: String(place.scale),
          Label: place.label,
          Poiname: '',
        },
      }
    // What is shown at once needs nobody's answer.
    default:
      return null
  }
}
