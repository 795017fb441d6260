import type { RecordsAnswer } from '@duokefu/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aliasOf } from '../src/conversations/alias.ts'
import { plantNames } from '../src/conversations/plant-names.ts'
import { startTestServer, type TestServer } from './harness.ts'

const openids = Array.from({ length: 400 }, (_, number) => `oNamed_${number}_鹿`)
const somebody = 'oNamed_7_鹿'
const [plant = '', code = ''] = aliasOf(somebody).name.split(' ')

let server: TestServer
let owner: string
beforeAll(async () => {
  server = await startTestServer()
  owner = await server.login(server.agents.zhou)
  const { pool } = server.ctx
  await pool.query(`insert into conversation (account_id, openid) select $1, unnest($2::text[])`, [
    server.account.id,
    openids,
  ])
  await pool.query(
    `insert into session (account_id, session_id, openid, agent_id, kind, started_at)
     select $1, gen_random_uuid(), openid, $3, 'accepted', now() from unnest($2::text[]) openid`,
    [server.account.id, openids, server.agents.lin],
  )
  await pool.query(`update conversation set remark = 'VIP 王姐' where openid = $1`, [somebody])
})
afterAll(() => server.stop())

it('[L13] the database makes the same alias of an openid', async () => {
  const { rows } = await server.ctx.pool.query<{ openid: string; plant: number; code: string }>(
    'select openid, alias_plant(openid) as plant, alias_code(openid) as code from conversation',
  )
  expect(rows).toHaveLength(openids.length)
  for (const { openid, plant: number, code: letters } of rows)
    expect(`${plantNames[number]} ${letters}`).toBe(aliasOf(openid).name)
})

it.each([
  ['their whole alias', `${plant} ${code}`],
  ['the alias as it is typed in a hurry', `${plant}${code.toLowerCase()}`],
  ['the end of the plant and the beginning of the code', `${plant.slice(-1)} ${code.slice(0, 3)}`],
  ['their code', code],
  ['the beginning of their code', code.slice(0, 3)],
  ['their plant', plant],
  ['a part of the 备注名', '王'],
  ['a part of the 备注名 in small letters', 'vip 王'],
  ['their openid', somebody],
])('[S4] 接待记录 of a customer are found by %s', async (_name, customer) => {
  const query = new URLSearchParams({ customer, limit: '100' })
  const answer = await server.ask(owner, 'GET', `/api/accounts/${server.account.id}/records?${query}`)
  expect(answer.status).toBe(200)
  const { periods }: RecordsAnswer = answer.body
  expect(periods.map(({ openid }) => openid)).toContain(somebody)
  const [name = '', letters = ''] = [plant.slice(-1), code.slice(0, 3)]
  for (const { alias, remark } of periods)
    expect(alias.includes(name) || alias.includes(letters) || remark !== null).toBe(true)
  expect(periods.length).toBeLessThan(30)
})

it.each(['没有这样的人', '木棉 3F2K5', ''.padEnd(28, 'x')])('[S4] nobody is called %s', async (customer) => {
  const query = new URLSearchParams({ customer })
  const { body } = await server.ask(owner, 'GET', `/api/accounts/${server.account.id}/records?${query}`)
  expect(body.periods).toEqual([])
})
