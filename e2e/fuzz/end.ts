import { once } from 'node:events'
import { aesKeyOf, encodePushXml, wrapPush } from '@duokefu/wechat'
import type pg from 'pg'
import { WebSocket } from 'ws'
import type { Product } from '../../bench/product/product.ts'
import type { FuzzedShop } from './shop.ts'

interface Ended {
  readonly product: Product
  readonly shop: FuzzedShop
  readonly db: pg.Client
  /** Ids of messages and commands in requests that were answered 200. */
  readonly taken: ReadonlySet<string>
}

const patienceMs = 20_000

/** What is wrong after all of it: with the record, with a real fan's message, with a real agent's desk. */
export async function wrongsAtTheEnd(ended: Ended): Promise<string[]> {
  const wrongs = await strangersInRecord(ended)
  const openid = 'oRealFan_000001_kLmNoPqRsTuVw'
  const msgId = '24810999999999999'
  const status = await realCallback(ended, openid, msgId)
  if (status !== '200 success') wrongs.push(`a real callback was answered ${status}`)
  const found = await ended.db.query('select 1 from message where openid = $1 and msg_id = $2', [
    openid,
    msgId,
  ])
  if (found.rowCount !== 1) wrongs.push(`a real message is ${found.rowCount} times in the record`)
  const desk = await realDesk(ended, openid).catch((error: unknown) => String(error))
  if (desk !== null) wrongs.push(`a real desk: ${desk}`)
  return wrongs
}

/** Messages that no request which was answered 200 has brought. */
async function strangersInRecord({ db, taken }: Ended): Promise<string[]> {
  const stored = await db.query<{ openid: string; id: string }>(
    `select openid, coalesce(msg_id, client_id::text) as id from message
     where msg_id is not null or (client_id is not null and origin = 'agent')`,
  )
  const strangers = stored.rows.filter(({ id }) => !taken.has(id))
  const twice = await db.query<{ msg_id: string }>(
    'select msg_id from message where msg_id is not null group by account_id, openid, msg_id having count(*) > 1',
  )
  return [
    ...strangers
      .slice(0, 5)
      .map(({ openid, id }) => `${id} of ${openid} is in the record, and was not answered 200`),
    ...twice.rows.slice(0, 5).map(({ msg_id }) => `${msg_id} is in the record more than once`),
  ]
}

async function realCallback({ product, shop }: Ended, openid: string, msgId: string): Promise<string> {
  const at = Math.floor(Date.now() / 1000)
  const fields = { ToUserName: shop.originalId, FromUserName: openid, CreateTime: at, MsgType: 'text' }
  const { body, query } = wrapPush({
    clear: Buffer.from(encodePushXml({ ...fields, Content: '您好，请问还在吗', MsgId: msgId })),
    format: 'xml',
    mode: 'safe',
    aesKey: aesKeyOf(shop.encodingAesKey),
    appid: shop.safe.appid,
    token: shop.safe.token,
    timestamp: String(at),
    nonce: '518264037',
    toUserName: shop.originalId,
    openid,
  })
  const answer = await fetch(`${product.url()}/wechat/${shop.safe.appid}?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(patienceMs),
  })
  return `${answer.status} ${await answer.text()}`
}

/** What does not work at a desk that is opened now; null: everything does. */
async function realDesk({ product, shop }: Ended, openid: string): Promise<string | null> {
  const url = product.url()
  const path = `/api/accounts/${shop.safe.id}`
  const headers = { cookie: shop.cookies.owner }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime?account=${shop.safe.id}`, {
    headers: { ...headers, origin: url },
  })
  try {
    const [hello] = await once(socket, 'message', { signal: AbortSignal.timeout(patienceMs) })
    if (!String(hello).startsWith('{"type":"hello"')) return `its socket says ${hello}`
    const desk = await fetch(`${url}${path}/desk`, { headers })
    if (desk.status !== 200) return `its snapshot is answered ${desk.status}`
    const thread = await fetch(`${url}${path}/conversations/${openid}/messages`, { headers })
    const text = await thread.text()
    return text.includes('您好，请问还在吗')
      ? null
      : `the thread is answered ${thread.status} ${text.slice(0, 200)}`
  } finally {
    socket.close()
  }
}
