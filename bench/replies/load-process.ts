// Agents who reply: each reply is posted as the desk posts it, the next one to a fan after the answer to the last.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Connection } from '../load/connection.ts'
import { followPlan } from '../load/plan.ts'
import { clockNow } from './clock.ts'
import type { ReplyLoad, ReplyLoadResult } from './words.ts'

const connections = 256
const patienceMs = 60_000

/** How many replies each fan has had, in all loads. */
const numbers = new Map<string, number>()

process.on('message', async (load: ReplyLoad) => {
  process.send?.(await run(load))
})
process.on('disconnect', () => process.exit())

async function run({ port, team, served, rate, seconds }: ReplyLoad): Promise<ReplyLoadResult> {
  const isCommandAnswer = (body: string) => body.startsWith('{"conversation"')
  const free = Array.from({ length: connections }, () => new Connection(port, isCommandAnswer))
  const all = [...free]
  const late: number[] = []
  const problems: string[] = []
  const plannedAt: [string, number][] = []
  const busy = new Set<string>()
  let next = 0
  let open = 0
  let taken = 0

  function nextFan(): (typeof served)[number] {
    for (;;) {
      const fan = served[next]
      if (fan === undefined) throw new Error('there are no fans')
      next = (next + 1) % served.length
      if (!busy.has(fan.openid)) return fan
    }
  }

  function post(connection: Connection, at: number): void {
    const { openid, agent, session } = nextFan()
    busy.add(openid)
    const number = (numbers.get(openid) ?? 0) + 1
    numbers.set(openid, number)
    const text = `您好，您的订单今天下午发出。${openid} #${number}`
    plannedAt.push([text, performance.timeOrigin + at])
    const content = { type: 'text', text }
    const body = JSON.stringify({ id: randomUUID(), type: 'reply', session, mode: 'send', content })
    const head = [
      `POST /api/accounts/${team.accountId}/conversations/${openid}/commands HTTP/1.1`,
      'Host: 127.0.0.1',
      `Cookie: ${team.agents[agent]?.cookie}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ].join('\r\n')
    open += 1
    connection.send(Buffer.from(`${head}\r\n\r\n${body}`), (problem) => {
      open -= 1
      busy.delete(openid)
      if (problem === null) taken += 1
      else problems.push(problem)
      const waiting = late.shift()
      if (waiting === undefined) free.push(connection)
      else post(connection, waiting)
    })
  }

  const cpu = process.cpuUsage()
  await followPlan({ rate, forMs: seconds * 1000 }, (at) => {
    const connection = free.pop()
    if (connection === undefined) late.push(at)
    else post(connection, at)
  })
  const latest = clockNow() + patienceMs
  while (open > 0 && clockNow() < latest) await wait(10)
  if (open > 0) problems.push(`${open} replies were never answered`)
  const { user, system } = process.cpuUsage(cpu)
  for (const connection of all) connection.close()
  return { taken, plannedAt, generatorMicros: (user + system) / taken, problems: problems.slice(0, 5) }
}
