import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.ts'

const program = path.join(import.meta.dirname, '../src/cli/main.ts')
const aesKey = 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

let server: TestServer
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  server = await startTestServer()
  env = {
    PATH: process.env.PATH,
    DATABASE_URL: server.database.connectionString,
    // The harness seals with the same one.
    DUOKEFU_SECRET: 'a secret of tests alone',
    PUBLIC_URL: 'https://kefu.example.com',
  }
})
afterAll(() => server.stop())

function duokefu(args: readonly string[], environment = env): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', program, ...args],
      { env: environment },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const shop = [
  ...['--appid', 'wxfedcba9876543210', '--secret', 's3cret', '--token', 'token123'],
  ...['--aes-key', aesKey, '--mode', 'safe', '--name', '木棉书屋'],
  ...['--developer-url', 'https://mall.example.com/wechat', '--developer-token', 'mall123'],
]

describe('the duokefu command', () => {
  it('[S12] changes what an account’s own pages don’t offer, and makes no set-up link once there is an account', async () => {
    const { appid } = server.account
    const edited = await duokefu([
      ...['account', 'edit', appid, '--oauth-base', 'https://oauth.example/', '--login-way', 'scan'],
      ...['--wechat-id', 'huatian_shop', '--secret', 'n3w-secret'],
    ])
    expect(edited).toMatchObject({ code: 0, err: '' })
    expect(await server.ctx.accounts.refresh(server.account.id)).toMatchObject({
      oauthBase: 'https://oauth.example',
      loginWay: 'scan',
      wechatId: 'huatian_shop',
      appSecret: 'n3w-secret',
    })
    expect((await duokefu(['account', 'edit', appid])).code).toBe(1)
    expect((await duokefu(['setup-link'])).err).toContain('已经有公众号')
  })

  it('[S12] connects an account whose secrets are sealed, adds an agent, and makes a link that logs them in', async () => {
    const added = await duokefu(['account', 'add', ...shop, '--json'])
    expect(added).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(added.out)).toMatchObject({
      appid: 'wxfedcba9876543210',
      callbackUrl: 'https://kefu.example.com/wechat/wxfedcba9876543210',
    })
    const account = await server.ctx.accounts.byAppid('wxfedcba9876543210')
    expect(account).toMatchObject({ appSecret: 's3cret', mode: 'safe', developer: { token: 'mall123' } })
    const { rows } = await server.ctx.pool.query(
      "select 1 from account where position('s3cret'::bytea in app_secret) > 0",
    )
    expect(rows).toEqual([])

    const agent = await duokefu([
      'agent',
      'add',
      '--account',
      'wxfedcba9876543210',
      '--name',
      '阿珍',
      '--json',
    ])
    const { id } = JSON.parse(agent.out)
    const link = await duokefu(['login-link', id])
    const [address = '', token = ''] = link.out.trim().split('#')
    expect(address).toBe('https://kefu.example.com/login/link')
    const answer = await server.ask(null, 'POST', '/api/login/link', { token })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const { body } = await server.ask(cookie, 'GET', '/api/session')
    expect(body).toMatchObject({ person: { name: '阿珍' }, accounts: [{ agentId: id, name: '木棉书屋' }] })
  })

  it('[S12] lists what is connected, for people and for scripts', async () => {
    const [forPeople, forScripts] = await Promise.all([
      duokefu(['account', 'list']),
      duokefu(['account', 'list', '--json']),
    ])
    expect(forPeople.out).toContain('花田小店')
    const { accounts } = JSON.parse(forScripts.out)
    expect(accounts[0]).toMatchObject({ appid: server.account.appid, interfaceOn: true })
    expect(forScripts.out).not.toContain('secret')
  })

  it.each([
    [
      'an appid twice',
      ['account', 'add', ...shop.with(1, 'wx_twice')],
      ['account', 'add', ...shop.with(1, 'wx_twice')],
      'connected already',
    ],
    [
      'a name that two have',
      ['agent', 'add', '--account', '1', '--name', '小林'],
      ['login-link', '小林'],
      'use a number',
    ],
  ])('[design] refuses %s with a sentence', async (_name, first, second, sentence) => {
    expect((await duokefu(first)).code).toBe(0)
    const refused = await duokefu(second)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(sentence)
    expect(refused.err).toMatch(/\p{Script=Han}/u)
  })

  it('[design] says what was not understood, and exits with 2', async () => {
    const ran = await duokefu(['agent', 'add', '--name', '小林'])
    expect(ran).toMatchObject({ code: 2, out: '' })
    expect(ran.err).toBe('缺少 --account。\n--account is missing.\n')
  })

  it('[design] shows its commands in both languages', async () => {
    const { out, code } = await duokefu(['--help'], { PATH: process.env.PATH })
    expect(code).toBe(0)
    for (const word of [
      'account add',
      'login-link AGENT',
      'doctor',
      '接入一个公众号',
      'connect an Official Account',
    ])
      expect(out).toContain(word)
  })

  it('[design] doctor finds a healthy installation healthy, and a wrong key wrong', async () => {
    const healthy = await duokefu(['doctor', '--json'])
    expect(JSON.parse(healthy.out)).toMatchObject({ ok: true })
    const wrong = await duokefu(['doctor'], { ...env, DUOKEFU_SECRET: 'another secret than before' })
    expect(wrong.code).toBe(1)
    expect(wrong.out).toContain('✗ 公众号的密钥打不开')
  })

  it('[design] works on the embedded database, which it stops when nobody else has it running', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-test-'))
    await chmod(folder, 0o755)
    try {
      const local = { PATH: process.env.PATH, DATA_DIR: path.join(folder, 'data') }
      expect(await duokefu(['migrate'], local)).toMatchObject({ code: 0 })
      const { out } = await duokefu(['account', 'list', '--json'], local)
      expect(JSON.parse(out)).toEqual({ accounts: [] })
      expect(existsSync(path.join(folder, 'data/postgres/data/postmaster.pid'))).toBe(false)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
