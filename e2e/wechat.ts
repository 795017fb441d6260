import { expect } from 'vitest'

/** A switch of the sandbox's panel. */
export type Fault = 'busy' | 'dead' | 'lost_answer' | 'allowance_used' | 'window_closed' | 'duplicate_pushes'

/** Somebody with a phone: what they say is settled with our server when the promise is. */
export interface Fan {
  readonly id: string
  readonly openid: string
  says(text: string): Promise<void>
  sends(type: 'image' | 'voice' | 'video'): Promise<void>
  shares(content: Record<string, unknown>): Promise<void>
  does(act: 'follow' | 'unfollow'): Promise<void>
  /** A tap on the account's menu, by the place of the button and of the entry in its list. */
  taps(place: { readonly button: number; readonly entry: number | null }): Promise<void>
  /** The texts that this phone got from the account, in the order in which they came. */
  heard(): Promise<string[]>
}

/** The simulated WeChat as a test moves it, over HTTP as its own page does. */
export interface Wechat {
  readonly url: string
  /** Tells WeChat's console the address of our callback. */
  callsBack(serverUrl: string): Promise<void>
  phoneOf(fan: Fan): string
  fan(name: string): Promise<Fan>
  /** One of the three demo fans. */
  demoFan(name: '花花' | '王姐' | '松果'): Promise<Fan>
  misbehaves(fault: Fault, how?: { readonly times?: number; readonly path?: string }): Promise<void>
  behaves(): Promise<void>
  /** How often the switch has struck. */
  struck(fault: Fault): Promise<number>
  /** The errcodes with which calls of custom/send to this fan were answered. */
  answersTo(fan: Fan): Promise<number[]>
}

/** The path of a customer-service message in WeChat's API. */
export const sendPath = '/cgi-bin/message/custom/send'

/** WeChat gives a callback up after 5 s; until then it is not settled. */
const settleMs = 6_000

export function talkTo(url: string): Wechat {
  let fans = 0
  const wechat: Wechat = {
    url,
    async callsBack(serverUrl) {
      await ask(url, 'PUT', '/sandbox/account', { serverUrl })
    },
    phoneOf: (fan) => `${url}/phone/${fan.id}`,
    async fan(name) {
      // The same ids in every run: their openids, and so their names on the desk, are made from them.
      fans += 1
      const id = `fan-${fans}`
      await ask(url, 'POST', '/sandbox/people', { prefix: id, count: 1, name })
      return findFan(url, (person) => person.id === id)
    },
    demoFan: (name) => findFan(url, (person) => person.name === name),
    async misbehaves(fault, how = {}) {
      await ask(url, 'PUT', '/sandbox/misbehave', { [fault]: { on: true, ...how } })
    },
    async behaves() {
      await ask(url, 'DELETE', '/sandbox/misbehave')
    },
    async struck(fault) {
      const { faults } = await ask<{ faults: Record<Fault, { struck: number }> }>(
        url,
        'GET',
        '/sandbox/misbehave',
      )
      return faults[fault].struck
    },
    async answersTo({ openid }) {
      const { sent } = await ask<{ sent: { errcode: number }[] }>(
        url,
        'GET',
        `/sandbox/sent?openid=${openid}`,
      )
      return sent.map(({ errcode }) => errcode)
    },
  }
  return wechat
}

interface Person {
  readonly id: string
  readonly name: string
  readonly openid: string
}

async function findFan(url: string, isMeant: (person: Person) => boolean): Promise<Fan> {
  const { people } = await ask<{ people: Person[] }>(url, 'GET', '/sandbox/people')
  const person = people.find(isMeant)
  expect(person, 'a person of the sandbox').toBeDefined()
  return fanOf(url, person as Person)
}

function fanOf(url: string, { id, openid }: Person): Fan {
  const person = `/sandbox/people/${id}`
  const push = (path: string, body: object) => ask(url, 'POST', `${person}/${path}?settle=${settleMs}`, body)
  const share = async (content: object) => void (await push('messages', content))
  return {
    id,
    openid,
    says: (text) => share({ type: 'text', text }),
    sends: (type) => share({ type }),
    shares: share,
    does: async (act) => void (await push(act, {})),
    taps: async (place) => void (await push('menu', place)),
    async heard() {
      type Log = { entries: { content: { type: string; text?: string } }[] }
      const { entries } = await ask<Log>(url, 'GET', `${person}/log?from=account`)
      return entries.flatMap(({ content }) => content.text ?? [])
    },
  }
}

/** The sandbox's own answers: what they look like is said by its tests. */
async function ask<Answer>(url: string, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}
