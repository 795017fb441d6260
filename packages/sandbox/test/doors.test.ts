import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startSandbox } from '../src/index.ts'
import { ACCOUNT } from './account.ts'
import { startTestSandbox } from './client.ts'

function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject).end()
  })
}

it('[design Security] only a loopback host may be listened on', async () => {
  await expect(startSandbox({ accounts: [ACCOUNT], host: '0.0.0.0' })).rejects.toThrow('0.0.0.0')
})

it.each<[string, Record<string, string>, number]>([
  ['its own name', {}, 200],
  ['localhost', { host: 'localhost:1' }, 200],
  ['a foreign Host', { host: 'shop.example.com' }, 403],
  ['a name that begins like loopback', { host: '127.0.0.1.example.com' }, 403],
  ['a proxy', { 'x-forwarded-for': '203.0.113.7' }, 403],
  ['any proxy', { 'x-forwarded-server': 'proxy' }, 403],
  ['a page on the web', { origin: 'https://evil.example.com' }, 403],
])('[design Security] asked through %s', async (_name, headers, status) => {
  const sandbox = await startTestSandbox({})
  try {
    expect(await statusOf(`${sandbox.url}/sandbox/people`, headers)).toBe(status)
  } finally {
    await sandbox.stop()
  }
})

it('[B sandbox] a second start finds chats, windows, tokens and pictures again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
  try {
    const first = await startTestSandbox({}, { dataDir })
    const token = await first.token()
    await first.call('POST', '/sandbox/people/huahua/messages?settle=100', { type: 'image' })
    const before = await first.call('GET', '/sandbox/people/huahua/log')
    await first.stop()
    const second = await startTestSandbox({}, { dataDir })
    expect(await second.call('GET', '/sandbox/people/huahua/log')).toEqual(before)
    expect(await second.token()).toBe(token)
    const touser = await second.openid('huahua')
    const body = { touser, msgtype: 'text', text: { content: '收到' } }
    expect(await second.api('POST', '/cgi-bin/message/custom/send', body)).toMatchObject({ errcode: 0 })
    const [{ content }] = before.entries as [{ content: { url: string } }]
    expect((await fetch(second.url + content.url)).status).toBe(200)
    await second.stop()
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

it('[B sandbox] what an older version kept is read, and gets what it lacks', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const file = join(dataDir, 'sandbox.json')
  try {
    const first = await startTestSandbox({}, { dataDir })
    await first.say('huahua', '在吗')
    await first.stop()
    const kept = JSON.parse(readFileSync(file, 'utf8'))
    const [account] = Object.values<Record<string, unknown>>(kept.accounts)
    const { tokens, fans } = account ?? {}
    const people = kept.people
      .slice(0, 3)
      .map(({ id, name, color }: Record<string, string>) => ({ id, name, color }))
    const { version, lastMsgId, media } = kept
    const older = {
      version,
      lastMsgId,
      media,
      people,
      accounts: { [ACCOUNT.appid]: { tokens, fans, kf: [] } },
    }
    writeFileSync(file, JSON.stringify(older))
    const second = await startTestSandbox({}, { dataDir, demoDesk: true })
    expect(await second.chat('huahua')).toEqual(expect.arrayContaining(['fan: 在吗']))
    expect(await second.call('GET', '/sandbox/people')).toMatchObject({
      people: [{ wechatId: 'huahua_wx' }, {}, {}, { id: 'xiaolin' }, {}, {}, { id: 'xiaochen' }],
    })
    expect(await second.api('GET', '/cgi-bin/customservice/getkflist')).toMatchObject({ kf_list: [{}, {}] })
    await second.stop()
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

it.each(['{', '[]', '{"version":0}', '{"version":1}'])(
  '[B sandbox] a kept world that says %s is begun anew',
  async (text) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
    try {
      writeFileSync(join(dataDir, 'sandbox.json'), text)
      const sandbox = await startTestSandbox({}, { dataDir })
      expect(await sandbox.call('GET', '/sandbox/people')).toMatchObject({ people: { length: 7 } })
      await sandbox.stop()
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  },
)
