// WeChat's API as far as texts are sent: each call takes its time. It watches over what is asked of the sender: the
// texts of one fan come one after the other, in order, and none twice.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clockNow } from './clock.ts'
import type { WechatNotes } from './words.ts'

const takesMs = Number(process.argv[2])

/** The number of a fan's last text, and whether it is still being taken. */
const fans = new Map<string, { last: number; busy: boolean }>()
let calls: [string, number][] = []
let problems: string[] = []
let underWay = 0
let mostAtOnce = 0

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    response.setHeader('content-type', 'application/json')
    if (request.url?.startsWith('/cgi-bin/message/custom/send') !== true) {
      response.end(JSON.stringify({ errcode: 0, access_token: 'token', expires_in: 7200 }))
      return
    }
    const done = take(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    setTimeout(() => {
      done()
      response.end('{"errcode":0,"errmsg":"ok"}')
    }, takesMs)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', () => {
  process.send?.({ calls, mostAtOnce, problems } satisfies WechatNotes)
  calls = []
  problems = []
  mostAtOnce = 0
})
process.on('disconnect', () => process.exit())

/** Notes a message that begins to be taken; the function it returns says when it is. */
function take(body: { readonly touser: string; readonly text?: { readonly content: string } }): () => void {
  const text = body.text?.content ?? ''
  calls.push([text, clockNow()])
  const number = Number(text.slice(text.indexOf('#') + 1))
  const fan = fans.get(body.touser) ?? { last: 0, busy: false }
  fans.set(body.touser, fan)
  if (fan.busy) problems.push(`${body.touser}: 「${text}」 came while another text was being taken`)
  if (number !== fan.last + 1) problems.push(`${body.touser}: 「${text}」 came after number ${fan.last}`)
  fan.last = number
  fan.busy = true
  underWay += 1
  mostAtOnce = Math.max(mostAtOnce, underWay)
  return () => {
    fan.busy = false
    underWay -= 1
  }
}
