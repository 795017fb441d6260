import { setTimeout as wait } from 'node:timers/promises'
import { openidOf, type Shop, signedPath, textPush } from '../product/callback.ts'

const askAgainMs = 5
const patienceMs = 60_000

/** Delivers one callback again and again until it is answered, as from before the server listens. Returns milliseconds. */
export async function untilFirstAnswer(url: string, shop: Shop, number: number): Promise<number> {
  const start = performance.now()
  const openid = openidOf(number)
  const at = Date.now()
  const msgId = String(24_710_973_561_000_000n + BigInt(number))
  const body = textPush(shop, { openid, text: '在吗', msgId, at })
  for (;;) {
    const answer = await fetch(url + signedPath(shop, openid, at), {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body,
    }).catch(() => null)
    if (answer !== null && answer.status === 200 && (await answer.text()) === 'success')
      return performance.now() - start
    if (performance.now() - start > patienceMs) throw new Error('the callback was never answered')
    await wait(askAgainMs)
  }
}
