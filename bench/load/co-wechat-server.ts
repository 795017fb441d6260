// A merchant's server by npm's co-wechat: it checks the signature, reads the message and keeps nothing.
import type { AddressInfo } from 'node:net'
import coWechat from 'co-wechat'
import Koa from 'koa'

const [token = ''] = process.argv.slice(2)
const app = new Koa()
// Its answer for nothing to say is empty; the load looks for the word.
app.use(async (context: { body: unknown }, next: () => Promise<void>) => {
  await next()
  if (context.body === '') context.body = 'success'
})
app.use(coWechat({ token }).middleware(async () => ''))
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)
process.on('disconnect', () => process.exit())
