// A merchant's developer URL that takes its time. It answers every other message with a text, the rest with success.
// Beside it WeChat's API, which takes what is sent to it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MallWord } from './mall.ts'

/** Milliseconds from a request's head to the end of its answer, by MsgId. */
let ownTimes: [string, number][] = []
let connections = 0
let takesMs = 200

const server = createServer((request, response) => {
  if (request.url?.startsWith('/cgi-bin/')) {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ errcode: 0, access_token: 'token', expires_in: 7200 }))
    return
  }
  const startedAt = performance.now()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8')
    const msgId = textOf(body, /<MsgId>(\d+)<\/MsgId>/)
    const answer = Number(msgId.at(-1)) % 2 === 0 ? 'success' : replyTo(body)
    response.once('finish', () => ownTimes.push([msgId, performance.now() - startedAt]))
    setTimeout(() => response.writeHead(200, { 'content-type': 'text/xml' }).end(answer), takesMs)
  })
})
server.on('connection', () => {
  connections += 1
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (word: MallWord) => {
  takesMs = word.takesMs
  process.send?.({ ownTimes, connections })
  ownTimes = []
})
process.on('disconnect', () => process.exit())

function replyTo(body: string): string {
  const fan = textOf(body, /<FromUserName><!\[CDATA\[(.*?)\]\]>/)
  const account = textOf(body, /<ToUserName><!\[CDATA\[(.*?)\]\]>/)
  return `<xml><ToUserName><![CDATA[${fan}]]></ToUserName><FromUserName><![CDATA[${account}]]></FromUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[有货，今天下单明天发出。]]></Content></xml>`
}

function textOf(body: string, pattern: RegExp): string {
  return pattern.exec(body)?.[1] ?? ''
}
