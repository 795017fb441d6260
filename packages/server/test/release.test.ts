import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

let server: TestServer
let lin: string
let zhou: string
beforeAll(async () => {
  server = await startTestServer()
  lin = await server.login(server.agents.lin)
  zhou = await server.login(server.agents.zhou)
})
afterAll(() => server.stop())

const path = () => `/api/accounts/${server.account.id}`
let fans: string[]
beforeEach(async () => {
  fans = Array.from({ length: 3 }, () => `oFan_${randomUUID().slice(0, 8)}`)
  for (const fan of fans) {
    await server.fanSays(fan, '客服')
    await server.accept(lin, fan)
  }
})

describe('放回队列并退出', () => {
  it('[S24] puts everybody back, and nobody is given to who leaves', async () => {
    const desk = await server.openDesk(server.agents.lin)
    const onlooker = await server.openDesk(server.agents.wu)
    const { body } = await server.ask(lin, 'POST', `${path()}/me/release`)
    expect(body).toEqual({ released: 3 })
    for (const fan of fans) {
      const found = await server.ask(zhou, 'GET', `${path()}/conversations/${fan}`)
      expect(found.body.conversation).toMatchObject({
        state: 'waiting',
        cause: 'transfer',
        reservedFor: null,
      })
    }
    await onlooker.frame('agents', ({ agents }) =>
      agents.some(({ id, status }) => id === server.agents.lin && status === 'offline'),
    )
    expect(server.drained).toContain(server.account.id)
    for (const each of [desk, onlooker]) await each.holdsTrue()
    expect((await server.ask(lin, 'POST', `${path()}/me/release`)).body).toEqual({ released: 0 })
    desk.close()
    onlooker.close()
  })
})

describe('everybody who is being served', () => {
  it('[S23] is a list for supervisors alone', async () => {
    const { body } = await server.ask(zhou, 'GET', `${path()}/serving`)
    const served = body.conversations.filter(({ openid }: { openid: string }) => fans.includes(openid))
    expect(served.map(({ openid }: { openid: string }) => openid)).toEqual(fans)
    expect(served[0]).toMatchObject({ state: 'serving', agentId: server.agents.lin })
    expect((await server.ask(lin, 'GET', `${path()}/serving`)).body.error.code).toBe('not_allowed')
  })
})
