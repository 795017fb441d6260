import { faces } from '@duokefu/wechat'
import { objectOf, textOf } from '../json-fields.ts'
import type { Fan } from '../world/fan.ts'
import { fanFollows, fanPays, fanSays, fanScans, fanUnfollows } from '../world/fan-acts.ts'
import { newPerson, type Person } from '../world/people.ts'
import { contentOf } from './fan-content.ts'
import { type At, type ControlRequest, type Controls, fanAt, numberOf, pushAct, refuse } from './scope.ts'
import { waitFor } from './wait-for.ts'

const MOST_AT_ONCE = 100_000

/** What fans do, and what their phones show. */
export function peopleRoutes(controls: Controls): void {
  const { app, world } = controls

  app.get('/sandbox/faces', async () => ({ faces }))

  app.get('/sandbox/people', async (request: ControlRequest, reply) => {
    const state = world.account(request.query.appid ?? null)
    if (state === null) return refuse(reply, 'no_such_account')
    const people = [...world.people.values()].flatMap((person) => {
      const fan = world.fanOf(state, person.id)
      return fan === null ? [] : [presentFan(person, fan)]
    })
    return { people }
  })

  app.post('/sandbox/people', async (request, reply) => {
    const body = objectOf(request.body)
    const made =
      body === null
        ? []
        : peopleOf(textOf(body, 'prefix'), Number(body.count ?? 1), textOf(body, 'name'), aboutOf(body))
    if (made.length === 0) return refuse(reply, 'bad_request')
    world.addPeople(made)
    return { people: made }
  })

  app.put('/sandbox/people/:id', async (request: ControlRequest, reply) => {
    const person = world.people.get(request.params.id ?? '')
    if (person === undefined) return refuse(reply, 'no_such_person')
    Object.assign(person, aboutOf(objectOf(request.body)))
    world.tell({ type: 'people' })
    return { person }
  })

  app.post('/sandbox/people/:id/messages', async (request: ControlRequest, reply) => {
    const at = fanAt(world, request)
    if (typeof at === 'string') return refuse(reply, at)
    const content = await contentOf(world, at.state, request)
    if (content === null) return refuse(reply, 'bad_request')
    return pushAct(controls, request, reply, at, fanSays(world, at.state, at.fan, content))
  })

  const acts = {
    follow: (at: At, body: Body) => fanFollows(world, at.state, at.fan, textOf(body, 'scene') || null),
    unfollow: (at: At) => fanUnfollows(world, at.state, at.fan),
    scan: (at: At, body: Body) => fanScans(world, at.state, at.fan, textOf(body, 'scene')),
  }
  for (const [name, act] of Object.entries(acts)) {
    app.post(`/sandbox/people/:id/${name}`, async (request: ControlRequest, reply) => {
      const at = fanAt(world, request)
      if (typeof at === 'string') return refuse(reply, at)
      return pushAct(controls, request, reply, at, act(at, objectOf(request.body)))
    })
  }

  app.post('/sandbox/people/:id/pay', async (request: ControlRequest, reply) => {
    const at = fanAt(world, request)
    if (typeof at === 'string') return refuse(reply, at)
    if (!fanPays(world, at.fan)) return refuse(reply, 'not_possible')
    world.tell({ type: 'fan', appid: at.state.account.appid, personId: at.fan.personId })
    return { window: at.fan.window }
  })

  app.get('/sandbox/people/:id/log', async (request: ControlRequest, reply) => {
    const at = fanAt(world, request)
    if (typeof at === 'string') return refuse(reply, at)
    const since = numberOf(request.query.since)
    const { from } = request.query
    const newer = () => {
      const found = at.fan.log.filter(
        (entry) => entry.seq > since && (from === undefined || entry.from === from),
      )
      return found.length === 0 ? null : found
    }
    const entries = (await waitFor(world, newer, numberOf(request.query.wait))) ?? []
    return { entries, lastSeq: at.fan.nextSeq - 1 }
  })
}

type Body = Record<string, unknown> | null

/** What a body says of a person; the rest stays as it is. */
function aboutOf(body: Body): Partial<Person> {
  const about: Partial<Person> = {}
  for (const name of ['name', 'wechatId', 'qq', 'phone'] as const) {
    const text = textOf(body, name)
    if (text !== '') about[name] = text
  }
  if (typeof body?.snapshot === 'boolean') about.snapshot = body.snapshot
  if (typeof body?.kfElsewhere === 'number') about.kfElsewhere = body.kfElsewhere
  if (body?.kind === 'fan' || body?.kind === 'staff') about.kind = body.kind
  return about
}

/** One person with all that is said of them, or many of whom everything but the kind is made. */
function peopleOf(prefix: string, count: number, name: string, about: Partial<Person>): Person[] {
  if (!/^[\w-]{1,32}$/.test(prefix) || !Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE)
    return []
  if (count === 1) return [newPerson(prefix, name || prefix, about)]
  const kind = about.kind ?? 'fan'
  return Array.from({ length: count }, (_, n) =>
    newPerson(`${prefix}${n + 1}`, `${name || prefix} ${n + 1}`, { kind }),
  )
}

function presentFan(person: Person, fan: Fan) {
  const { openid, follows, remark, window, typing } = fan
  return {
    ...person,
    openid,
    follows,
    remark,
    window,
    typingUntil: typing.until,
    last: fan.log.at(-1) ?? null,
  }
}
