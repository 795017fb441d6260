import { expect, it } from 'vitest'
import { allowMore, heldBack, sending, settled } from './in-flight.ts'
import { quotaLeftAt } from './quota.ts'
import { defaultSettings } from './settings.ts'
import { hour, minute, noon, second, subject } from './testing/builders.ts'
import { oneOf, seeded } from './testing/random.ts'

/**
 * WeChat as protocol.md 5.2 describes it, written without a look at ours: a counter and a window of a fan, both set to
 * the larger by each act, and messages that are counted when they arrive.
 */
class Wechat {
  #left = 0
  #unlimited = false
  #until = 0

  act(messages: number | 'unlimited', windowMs: number, at: number): void {
    if (at >= this.#until) {
      this.#left = 0
      this.#unlimited = false
      this.#until = at + windowMs
    }
    if (messages === 'unlimited') this.#unlimited = true
    else this.#left = Math.max(this.#left, messages)
    this.#until = Math.max(this.#until, at + windowMs)
  }

  /** custom/send: 0, or WeChat's code. A message with something wrong in it is refused before it is counted. */
  send(isBroken: boolean, at: number): 0 | 40_007 | 45_015 | 45_047 {
    if (isBroken) return 40_007
    if (at >= this.#until) return 45_015
    if (this.#unlimited) return 0
    if (this.#left === 0) return 45_047
    this.#left -= 1
    return 0
  }

  left(at: number): number | 'unlimited' | 'closed' {
    if (at >= this.#until) return 'closed'
    return this.#unlimited ? 'unlimited' : this.#left
  }
}

const acts = [
  defaultSettings.quota.message,
  defaultSettings.quota.message,
  defaultSettings.quota.menu,
  defaultSettings.quota.follow,
  defaultSettings.quota.scan,
  defaultSettings.quota.payment,
]

/** One fan for forty steps: acts, messages of ours, answers of WeChat in their order, and a mall that sends with its own token. */
function run(random: () => number, mallSends: boolean): void {
  const wechat = new Wechat()
  let ours = subject({ quota: { kind: 'unknown' } })
  let at = noon
  const act = (allowance: (typeof acts)[number]) => {
    wechat.act(allowance.messages, allowance.windowMs, at)
    ours = allowMore(ours, allowance, at)
  }
  const answer = () => {
    const code = wechat.send(random() < 0.1, at)
    if (code === 45_015 || code === 45_047) {
      const refusal = code === 45_015 ? 'reply_window_closed' : 'quota_used'
      // Everything behind it comes back as well; here it is given up.
      ours = { ...heldBack(ours, ours.inFlight, refusal, at), held: 0 }
    } else ours = settled(ours, code === 0 ? 'spent' : 'refused', at)
  }
  act(defaultSettings.quota.message)
  for (let step = 0; step < 40; step += 1) {
    at += oneOf(random, [0, 1, second, 30 * second, minute, hour, 47 * hour, 48 * hour])
    const choice = random()
    if (choice < 0.35) act(oneOf(random, acts as [(typeof acts)[number]]))
    else if (choice < 0.7) {
      const left = quotaLeftAt(ours.quota, at)
      if (left === 'unlimited' || (typeof left === 'number' && left > 0)) ours = sending(ours)
    } else if (choice < 0.95) {
      if (ours.inFlight > 0) answer()
    } else if (mallSends) wechat.send(false, at)
    while (random() < 0.5 && ours.inFlight > 0) answer()
    if (!mallSends) agree(wechat, ours, at)
  }
  while (ours.inFlight > 0) answer()
  if (!mallSends) agree(wechat, ours, at)
  else {
    const [said, left] = [wechat.left(at), quotaLeftAt(ours.quota, at)]
    law(said === left || typeof left === 'number', 'only the count can differ')
    law(
      typeof left !== 'number' || left >= Number(said),
      'a mall that sends as well leaves fewer, never more',
    )
  }
}

/** What WeChat will have left once everything on its way has arrived is what we show. */
function agree(wechat: Wechat, ours: ReturnType<typeof subject>, at: number): void {
  const said = wechat.left(at)
  const left = quotaLeftAt(ours.quota, at)
  const expected = typeof said === 'number' ? Math.max(0, said - ours.inFlight) : said
  law(left === expected, `ours ${left}, WeChat's ${said} with ${ours.inFlight} on their way`)
}

function law(holds: boolean, name: string): void {
  if (!holds) throw new Error(name)
}

it.each([20_260_302, 7, 45_047])('[L9] our count is the count of WeChat’s own rules: seed %i', (seed) => {
  const random = seeded(seed)
  for (let fan = 0; fan < 3_000; fan += 1) run(random, false)
})

it('[L9] a mall with a token of its own makes WeChat’s count the smaller, and its refusal ends the difference', () => {
  const random = seeded(1)
  for (let fan = 0; fan < 3_000; fan += 1) run(random, true)
  const wechat = new Wechat()
  wechat.act(5, 48 * hour, noon)
  let ours = allowMore(subject(), defaultSettings.quota.message, noon)
  for (let sent = 0; sent < 4; sent += 1) wechat.send(false, noon)
  ours = settled(sending(ours), wechat.send(false, noon) === 0 ? 'spent' : 'refused', noon)
  expect(quotaLeftAt(ours.quota, noon)).toBe(4)
  ours = sending(ours)
  expect(wechat.send(false, noon)).toBe(45_047)
  ours = heldBack(ours, 1, 'quota_used', noon)
  expect(ours).toMatchObject({ held: 1, inFlight: 0, quota: { left: 0, saidByWechat: true } })
  wechat.act(5, 48 * hour, noon + minute)
  expect(
    quotaLeftAt(allowMore(ours, defaultSettings.quota.message, noon + minute).quota, noon + minute),
  ).toBe(5)
  expect(wechat.left(noon + minute)).toBe(5)
})
