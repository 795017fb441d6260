import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { fieldsOf, readFixture } from './fixture.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startTestSandbox({ serverUrl: null })
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset')
})

const { body, response } = readFixture('template/send')
async function send(changes: object = {}, person = 'xiaolin') {
  const touser = await sandbox.openid(person)
  return sandbox.api('POST', '/cgi-bin/message/template/send', { ...(body as object), touser, ...changes })
}
const cards = async (person: string) =>
  (await sandbox.call('GET', `/sandbox/people/${person}/notices`)).notices as unknown[]

it('[S22] a template message is a card in 服务通知', async () => {
  expect(fieldsOf(await send())).toEqual(fieldsOf(response))
  expect(await cards('xiaolin')).toMatchObject([
    {
      accountName: '花田小店',
      body: {
        type: 'template',
        title: '客户咨询提醒',
        url: 'https://desk.example.com/c/87',
        lines: [
          { label: '咨询内容', value: '客户等待接入' },
          { label: '时间', value: '2026-01-01 08:02' },
          { label: '会话编号', value: 'MD20260101-0087' },
        ],
      },
    },
  ])
  expect(await cards('xiaowu')).toEqual([])
})

it('[S22] the same client_msg_id reaches a person once within ten minutes', async () => {
  const first = await send()
  expect(await send()).toEqual(first)
  expect(await cards('xiaolin')).toHaveLength(1)
  sandbox.pass(600_000)
  expect((await send()).msgid).not.toBe(first.msgid)
  expect(await cards('xiaolin')).toHaveLength(2)
})

it.each<[string, object, string, number]>([
  ['somebody who doesn’t follow', {}, 'xiaochen', 43004],
  ['a stranger', { touser: 'oNobody' }, 'xiaolin', 40003],
  ['an unknown template', { template_id: 'TplNo' }, 'xiaolin', 40037],
  ['a thing of 21 characters', { data: { thing1: { value: '字'.repeat(21) } } }, 'xiaolin', 47003],
  ['a field missing', { data: {} }, 'xiaolin', 47003],
])('[S22] a template message to %s is refused', async (_name, changes, person, errcode) => {
  expect(await send(changes, person)).toMatchObject({ errcode })
  expect(await cards('xiaolin')).toEqual([])
})
