import { expect } from 'vitest'
import type { Fan } from '../wechat.ts'
import { answerTo } from './mall-words.ts'
import type { Shop } from './shop.ts'

/** What a phone shows of a chat. */
type Shown = {
  from: 'fan' | 'account' | 'system'
  content: { text?: string }
  msgId: string | null
  via: string | null
}
/** What our record has of it. */
type Kept = {
  direction: string
  origin: string
  text: string | null
  msg_id: string | null
  delivery: string | null
}

/** Everything that must be true once nothing is on its way; `seed` is for whoever reads a failure. */
export async function lawsHold(shop: Shop): Promise<void> {
  const shown = new Map<Fan, Shown[]>()
  for (const fan of [...shop.calm, ...shop.stormy]) shown.set(fan, await phoneOf(shop, fan))
  for (const [fan, phone] of shown) {
    const kept = await recordOf(shop, fan)
    everyMessageOnce(shop, fan, phone, kept)
    everyTextOnce(fan, phone, kept)
    nothingMore(fan, phone, kept)
    onlyTheirOwnAnswers(fan, phone)
  }
  for (const fan of shop.calm) await sameCount(shop, fan, shown.get(fan) ?? [])
}

/** Every message is in the record once; of a fan who says one thing after the other, in their order. */
function everyMessageOnce(shop: Shop, fan: Fan, phone: Shown[], kept: Kept[]): void {
  const said = phone.flatMap(({ from, msgId }) => (from === 'fan' && msgId !== null ? [msgId] : []))
  const taken = kept.flatMap(({ direction, msg_id }) =>
    direction === 'in' && msg_id !== null ? [msg_id] : [],
  )
  if (shop.calm.includes(fan)) expect(taken, `${fan.id}: messages`).toEqual(said)
  else expect(taken.toSorted(), `${fan.id}: messages`).toEqual(said.toSorted())
}

/** A text that we call sent is on the phone once, one that may be lost at most once, a failed or waiting one never. */
function everyTextOnce(fan: Fan, phone: Shown[], kept: Kept[]): void {
  const onPhone = phone.flatMap(({ from, content }) =>
    from === 'account' && isNumbered(content.text) ? [content.text] : [],
  )
  const out = kept.filter(({ direction, text }) => direction === 'out' && isNumbered(text))
  const times = (text: string | null) => onPhone.filter((each) => each === text).length
  for (const { text, delivery } of out) {
    const most = delivery === 'sent' || delivery === 'uncertain' ? 1 : 0
    const least = delivery === 'sent' ? 1 : 0
    expect(times(text), `${fan.id}: ${text} is ${delivery}`).toBeLessThanOrEqual(most)
    expect(times(text), `${fan.id}: ${text} is ${delivery}`).toBeGreaterThanOrEqual(least)
  }
  const known = new Set(out.map(({ text }) => text))
  expect(
    onPhone.filter((text) => !known.has(text)),
    `${fan.id}: never recorded`,
  ).toEqual([])
  const sent = phone.flatMap(({ via, content }) =>
    via === 'custom_send' && isNumbered(content.text) ? [content.text] : [],
  )
  const inOrder = out.flatMap(({ text }) => (text !== null && sent.includes(text) ? [text] : []))
  expect(sent, `${fan.id}: order of what was sent`).toEqual(inOrder)
}

/** Greetings and other texts that many hear are counted: the phone has as many as we call sent, and some that may be lost. */
function nothingMore(fan: Fan, phone: Shown[], kept: Kept[]): void {
  const shown = phone.filter(({ from }) => from === 'account').length
  const out = kept.filter(({ direction }) => direction === 'out')
  const sent = out.filter(({ delivery }) => delivery === 'sent').length
  const perhaps = out.filter(({ delivery }) => delivery === 'uncertain').length
  expect(shown, `${fan.id}: all that the account said`).toBeGreaterThanOrEqual(sent)
  expect(shown, `${fan.id}: all that the account said`).toBeLessThanOrEqual(sent + perhaps)
}

/** The mall's answer to a message is on no other phone than the one that the message came from. */
function onlyTheirOwnAnswers(fan: Fan, phone: Shown[]): void {
  const asked = phone.flatMap(({ from, content }) => {
    const nth = from === 'fan' ? /^.(\d+)$/.exec(content.text ?? '')?.[1] : undefined
    return nth === undefined ? [] : [answerTo(nth)]
  })
  for (const { from, content } of phone) {
    if (from !== 'account' || content.text?.startsWith('复') !== true) continue
    expect(asked, `${fan.id}: ${content.text} is somebody else's`).toContain(content.text)
  }
}

/** How many more messages WeChat takes, as it counts and as we do; we may have counted what was lost on the way. */
async function sameCount(shop: Shop, fan: Fan, phone: Shown[]): Promise<void> {
  const now = shop.product.clock.now()
  const people = (await shop.product.wechat.control('GET', '/people')).people as {
    id: string
    window: { left: number; until: number } | null
  }[]
  const theirs = people.find(({ id }) => id === fan.id)?.window ?? null
  const [ours] = await shop.product.rows<{ left: number | null; until: number }>(
    `select quota_left as left, date_part('epoch', quota_until) * 1000 as until from conversation where openid = $1`,
    [fan.openid],
  )
  const lost = (await recordOf(shop, fan)).filter(
    ({ delivery, text }) => delivery === 'uncertain' && !phone.some(({ content }) => content.text === text),
  ).length
  const leftAt = (window: { left: number | null; until: number } | null) =>
    window === null || now >= window.until ? 0 : (window.left ?? Number.POSITIVE_INFINITY)
  const difference = leftAt(theirs) - leftAt(ours ?? null)
  expect(difference, `${fan.id}: WeChat has ${leftAt(theirs)} left`).toBeGreaterThanOrEqual(0)
  expect(difference, `${fan.id}: WeChat has ${leftAt(theirs)} left`).toBeLessThanOrEqual(lost)
}

function isNumbered(text: string | null | undefined): text is string {
  return /^(复|答复|程序)\d+$/.test(text ?? '')
}

async function phoneOf({ product }: Shop, { id }: Fan): Promise<Shown[]> {
  return (await product.wechat.control('GET', `/people/${id}/log`)).entries as Shown[]
}

async function recordOf({ product }: Shop, { openid }: Fan): Promise<Kept[]> {
  return product.rows<Kept>(
    `select direction, origin, content ->> 'text' as text, msg_id, delivery
     from message where openid = $1 order by seq`,
    [openid],
  )
}
