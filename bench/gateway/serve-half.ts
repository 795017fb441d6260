import { pushOf, type Shop } from '../product/callback.ts'
import type { Desk } from '../product/desk.ts'

/** Lets the first half of the fans ask for 客服 and be accepted, as it goes in a shop. Returns how many wrote. */
export async function serveHalf(
  url: string,
  shop: Shop,
  openids: readonly string[],
  desk: Desk,
): Promise<number> {
  const half = openids.slice(0, openids.length / 2)
  await inTurns(half, 16, async (openid, index) => {
    const at = Date.now()
    const msgId = String(24_710_973_561_000_000n + BigInt(index))
    const { path, body } = pushOf(shop, { openid, text: '客服', msgId, at })
    const headers = { 'content-type': 'text/xml' }
    const answer = await fetch(url + path, { method: 'POST', headers, body })
    if (!answer.ok) throw new Error(`the callback of ${openid} was answered ${answer.status}`)
    await answer.text()
    await desk.accept(openid)
  })
  return half.length
}

async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const left = items.entries()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, item] of left) await work(item, index)
    }),
  )
}
