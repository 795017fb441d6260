import { readAsset } from '../assets.ts'
import { type Json, objectOf, textOf } from '../json-fields.ts'
import { deskTakes } from '../world/desk.ts'
import type { Content } from '../world/entry.ts'
import { type FanAct, fanClicks, fanSays } from '../world/fan-acts.ts'
import { entryAt, type MenuEntry, type MenuPlace } from '../world/menu.ts'
import { fanTaps, type Given } from '../world/menu-acts.ts'
import { bundledPicture } from './fan-content.ts'
import { type At, type ControlRequest, type Controls, fanAt, pushAct, refuse } from './scope.ts'

/** Where the phones of this world are when the account asks. */
const PLACE: Given['place'] = {
  type: 'location',
  latitude: 30.27415,
  longitude: 120.15515,
  scale: 15,
  label: '杭州市西湖区文三路 90 号',
}

/** Taps on the account's menu. A picture or a place that an entry asks for follows the event as a message. */
export function menuRoute(controls: Controls): void {
  const { app, world, pusher } = controls
  app.post('/sandbox/people/:id/menu', async (request: ControlRequest, reply) => {
    const at = fanAt(world, request)
    if (typeof at === 'string') return refuse(reply, at)
    const body = objectOf(request.body)
    const key = textOf(body, 'key')
    if (key !== '') return pushAct(controls, request, reply, at, fanClicks(world, at.state, at.fan, key))
    const place = placeOf(body)
    const entry = place === null ? null : entryAt(at.state.menu, place)
    if (entry === null) return refuse(reply, 'bad_request')
    const picture = readAsset('picture.jpg')
    const act = fanTaps(world, at.state, at.fan, entry, {
      scanned: textOf(body, 'scanned'),
      picture,
      place: PLACE,
    })
    if (act === null) return at.fan.follows ? { entry: null, push: null } : refuse(reply, 'not_possible')
    const answered = pushAct(controls, request, reply, at, act)
    const then = messageAfter(controls, at, entry)
    if (then !== null && !deskTakes(world, at.state, at.fan, then.entry)) pusher.push(at.state, at.fan, then)
    return answered
  })
}

function messageAfter({ world }: Controls, { state, fan }: At, entry: MenuEntry): FanAct | null {
  const content = contentAfter(entry, () => bundledPicture(world, state))
  return content === null ? null : fanSays(world, state, fan, content)
}

function contentAfter(entry: MenuEntry, picture: () => Content | null): Content | null {
  if (entry.type === 'location_select') return PLACE
  return entry.type.startsWith('pic_') ? picture() : null
}

function placeOf(body: Json | null): MenuPlace | null {
  const { button, entry } = body ?? {}
  if (typeof button !== 'number') return null
  return { button, entry: typeof entry === 'number' ? entry : null }
}
