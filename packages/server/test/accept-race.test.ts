import { randomUUID } from 'node:crypto'
import type { AgentId } from '@duokefu/engine'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addAgent } from '../src/agents/service.ts'
import { startTestServer, type TestServer } from './harness.ts'

let here: TestServer
let there: TestServer
beforeAll(async () => {
  here = await startTestServer()
  there = await startTestServer({ beside: here })
})
afterAll(async () => {
  await there.stop()
  await here.stop()
})

it('[S3] fifty agents accept one customer at once, at two servers: one wins, forty-nine hear who', async () => {
  const { ctx, account } = here
  const agents: { readonly id: AgentId; readonly cookie: string }[] = []
  for (let n = 0; n < 50; n += 1) {
    const { agentId: id } = await addAgent(ctx, {
      accountId: account.id,
      name: `客服 ${n}`,
      kfAccount: null,
      role: 'agent',
    })
    agents.push({ id, cookie: await here.login(id) })
  }
  const fan = `oRace_${randomUUID().slice(0, 8)}`
  await here.fanSays(fan, '客服')

  const answers = await Promise.all(
    agents.map(({ cookie }, n) =>
      (n % 2 === 0 ? here : there).command(cookie, fan, { type: 'accept', aboveMaximum: false }),
    ),
  )
  const won = answers
    .map(({ status }, n) => ({ status, id: agents[n]?.id }))
    .filter(({ status }) => status === 200)
  expect(won).toHaveLength(1)
  const winner = won[0]?.id
  const lost = answers.filter(({ status }) => status !== 200)
  expect(lost).toHaveLength(49)
  for (const { status, body } of lost)
    expect({ status, ...body.error }).toMatchObject({ status: 409, code: 'already_served', by: winner })

  const { body } = await there.ask(
    agents[0]?.cookie ?? '',
    'GET',
    `/api/accounts/${account.id}/conversations/${fan}`,
  )
  expect(body.conversation).toMatchObject({ state: 'serving', agentId: winner })
  const loads = await ctx.pool.query('select agent_id, serving from agent_load where serving > 0')
  expect(loads.rows).toEqual([{ agent_id: winner, serving: 1 }])
  const sessions = await ctx.pool.query('select agent_id from session where openid = $1', [fan])
  expect(sessions.rows).toEqual([{ agent_id: winner }])
})
