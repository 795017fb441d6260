// What is the least that anybody could do who stands before a developer URL: pass every other message on, say success to the
// rest. Nothing is checked or kept.
import { Agent, request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const developerUrl = process.argv[2] ?? ''
const agent = new Agent({ keepAlive: true })
let messages = 0

// As long as ours: a connection that rested is used again.
const server = createServer({ keepAliveTimeout: 75_000 }, async (request, response) => {
  const body = await buffer(request)
  messages += 1
  if (messages % 2 === 0) return response.end('success')
  const asked = ask(developerUrl, { method: 'POST', agent, headers: { 'content-type': 'text/xml' } })
  asked.on('response', async (answer) => response.end(await buffer(answer)))
  return asked.end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
