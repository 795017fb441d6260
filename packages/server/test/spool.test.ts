import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { encodeReply } from '@duokefu/wechat'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readFrames } from '../src/gateway/spool/frame.ts'
import { accountName, fanText } from './gateway-harness.ts'
import { sessionOf } from './ledger-harness.ts'
import { patient } from './patience.ts'
import { type SpoolHarness, type SpoolingGateway, startSpoolHarness } from './spool-harness.ts'

/** A pid that nothing runs under: above what Linux gives. */
const deadPid = 4_194_305

let s: SpoolHarness
let gateway: SpoolingGateway
let fan = 0
let openid = ''

beforeAll(async () => {
  s = await startSpoolHarness()
  gateway = await s.startGateway()
})
afterAll(() => s.stop())
beforeEach(() => {
  fan += 1
  openid = `oSpool_${fan}`
  s.mall.heard.length = 0
  s.mall.answer = (response) => response.end('success')
})
afterEach(async () => {
  await back()
  await vi.waitFor(() => expect(files()).toEqual([]), patient)
})

const files = () => readdirSync(s.folder).filter((name) => name.endsWith('.spool'))
const fileOf = (index = 0) => path.join(s.folder, files()[index] ?? '')
const says = (text: string, who = openid) => gateway.push(fanText(text, who))

/** Storage comes back; resolves when what was spooled is stored. */
async function back(): Promise<void> {
  s.cable.mend()
  await gateway.replayed()
}

function mallSays(text: string): void {
  s.mall.answer = (response) =>
    response.end(
      encodeReply(
        { type: 'text', content: text },
        { toUser: openid, fromUser: accountName, createTime: 1_767_225_660 },
        'xml',
      ),
    )
}

describe('while storage is away', () => {
  it('[L7] a message is on disk before its 200, and in the record once storage is back', async () => {
    s.cable.cut()
    expect(await says('发货了吗')).toBe('success')
    expect(gateway.spool.figures().records).toBe(1)
    expect(s.mall.heard).toHaveLength(1)
    await back()
    expect(await s.records(openid)).toEqual(['in 发货了吗'])
    expect(s.mall.heard).toHaveLength(1)
  })

  it('[L6] the developer URL’s reply reaches the fan at once, and the record later, as sent', async () => {
    mallSays('明天发货')
    s.cable.cut()
    expect(await says('什么时候发货')).toContain('明天发货')
    await back()
    expect(await s.records(openid)).toEqual(['in 什么时候发货', 'out 明天发货 sent'])
    expect(await s.h.rows('select 1 from outbox where openid = $1', [openid])).toEqual([])
  })

  it('[L6] a repeat hears the same answer, also after storage is back, and the developer URL hears it once', async () => {
    mallSays('有货')
    const clear = fanText('有货吗', openid)
    s.cable.cut()
    const first = await gateway.push(clear)
    expect(await gateway.push(clear)).toBe(first)
    await back()
    expect(await gateway.push(clear)).toBe(first)
    expect(s.mall.heard).toHaveLength(1)
    expect(await s.records(openid)).toEqual(['in 有货吗', 'out 有货 sent'])
  })

  it('[S9] what a served fan says stays the desk’s', async () => {
    const agent = await s.h.addAgent()
    await says('客服')
    const accept = { type: 'accept', by: agent, auto: false, aboveMaximum: false } as const
    const outcome = await gateway.ledger.submit({
      type: 'desk',
      accountId: s.h.accountId,
      openid,
      commandId: crypto.randomUUID(),
      command: accept,
      reply: null,
    })
    expect(sessionOf(outcome)).toBeTruthy()
    s.mall.heard.length = 0
    s.cable.cut()
    expect(await says('我的密码是 1234')).toBe('success')
    await back()
    expect(s.mall.heard).toEqual([])
    expect((await s.records(openid)).at(-1)).toBe('in 我的密码是 1234')
  })

  it('[L2] a word that hands over is heard by the developer URL first, and hands over later', async () => {
    mallSays('请稍候')
    s.cable.cut()
    expect(await says('客服')).toContain('请稍候')
    await back()
    expect(await s.records(openid)).toEqual(['in 客服', 'event handed_over', 'out 请稍候 sent'])
    expect(await s.h.rows('select state from conversation where openid = $1', [openid])).toEqual([
      { state: 'waiting' },
    ])
  })

  it('[L3] transfer_customer_service of the developer URL hands over when storage is back', async () => {
    s.mall.answer = (response) =>
      response.end(
        encodeReply(
          { type: 'transfer_customer_service', kfAccount: null },
          { toUser: openid, fromUser: accountName, createTime: 1_767_225_660 },
          'xml',
        ),
      )
    s.cable.cut()
    expect(await says('转人工')).toBe('success')
    await back()
    expect(await s.h.rows('select state from conversation where openid = $1', [openid])).toEqual([
      { state: 'waiting' },
    ])
  })

  it('[L16] order is kept: what comes after queues behind, and each shows WeChat’s own time', async () => {
    await says('零')
    s.cable.cut()
    const sent = ['一', '二', '三', '四', '五']
    for (const text of sent) expect(await gateway.push(fanText(text, openid))).toBe('success')
    s.cable.mend()
    expect(await says('六')).toBe('success')
    await gateway.replayed()
    expect(await s.records(openid)).toEqual(['零', ...sent, '六'].map((text) => `in ${text}`))
    const rows = await s.h.rows<{ backwards: boolean; told: boolean }>(
      `select at < lag(at) over (order by seq) as backwards, sent_at is not null as told from message where openid = $1`,
      [openid],
    )
    expect(rows.every(({ backwards, told }) => !backwards && told)).toBe(true)
  })

  it('[L7] many at once share their writes, and none is lost or doubled', async () => {
    s.cable.cut()
    const texts = Array.from({ length: 100 }, (_, index) => fanText(`${index}`, `${openid}_${index % 20}`))
    const answers = await Promise.all(texts.map((text) => gateway.push(text)))
    expect(new Set(answers)).toEqual(new Set(['success']))
    await back()
    const [count] = await s.h.rows(
      'select count(*)::int as stored, count(distinct msg_id)::int as different from message where openid like $1',
      [`${openid}_%`],
    )
    expect(count).toEqual({ stored: 100, different: 100 })
  })

  it('[L7] and a command of a transaction that was under way may be committed: the message is there once', async () => {
    await says('零')
    s.cable.breakAtCommit()
    const said = says('一')
    await vi.waitFor(async () => expect(await s.records(openid)).toContain('in 一'), patient)
    s.cable.cut()
    expect(await said).toBe('success')
    await back()
    expect(await s.records(openid)).toEqual(['in 零', 'in 一'])
  })
})

describe('a spool', () => {
  it('[L7] that is full takes nothing more: the connection is closed, and WeChat tries again', async () => {
    await gateway.stop()
    gateway = await s.startGateway({ limitBytes: 1_500 })
    s.cable.cut()
    const heard: (string | null)[] = []
    while (heard.at(-1) !== null) heard.push(await says(`第 ${heard.length} 条`, `${openid}_${heard.length}`))
    expect(heard.length).toBeGreaterThan(1)
    await back()
    expect(await s.h.rows('select 1 from message where openid like $1', [`${openid}_%`])).toHaveLength(
      heard.length - 1,
    )
    expect(await says('又行了')).toBe('success')
  })

  it('[L7] whose file was taken away acknowledges nothing in it', async () => {
    const thief = await s.startGateway()
    s.cable.cut()
    expect(await says('一')).toBe('success')
    await gateway.idle()
    // Another process takes this one for dead: it has the same pid, which no two of one machine have.
    await thief.spool.adopt()
    expect(await says('二')).toBe(null)
    expect(await says('三')).toBe('success')
    s.cable.mend()
    await thief.replayed()
    await gateway.replayed()
    await thief.stop()
    // What was written and not acknowledged may be there: WeChat sends it again, and it counts once.
    const stored = (await s.records(openid)).filter((line) => line !== 'in 二')
    expect(stored.sort()).toEqual(['in 一', 'in 三'].sort())
  })

  it('[design] can be read by its owner alone, and only with the server’s secret', async () => {
    s.cable.cut()
    await says('我的密码是 1234')
    expect(statSync(fileOf()).mode & 0o777).toBe(0o600)
    expect(readFileSync(fileOf()).includes('1234')).toBe(false)
    expect(readFileSync(fileOf()).includes(openid)).toBe(false)
  })
})

describe('a process that dies', () => {
  async function dies(): Promise<void> {
    await gateway.stop()
    gateway = await s.startGateway({ pid: deadPid })
    s.cable.cut()
  }

  /** Its end, and the start of the next one. */
  async function restart(change: () => void = () => undefined): Promise<void> {
    await gateway.kill()
    change()
    s.cable.mend()
    gateway = await s.startGateway()
  }

  it('[L7] leaves its spool to the next one, which replays it before what comes then', async () => {
    await dies()
    mallSays('在的')
    await says('一')
    await says('二')
    await restart()
    expect(await says('三')).toContain('在的')
    await gateway.replayed()
    const lines = await s.records(openid)
    expect(lines.filter((line) => line.startsWith('in'))).toEqual(['in 一', 'in 二', 'in 三'])
    // Whether its last answers were written, nobody knows.
    expect(lines.filter((line) => line.startsWith('out'))).toEqual([
      'out 在的 uncertain',
      'out 在的 uncertain',
      'out 在的 sent',
    ])
    expect(s.mall.heard).toHaveLength(3)
  })

  /** Cuts into a record of a file that holds 一, what the developer URL said, 二, and what it said. */
  const cutInto = (index: number) => (file: Buffer) =>
    file.subarray(0, (readFrames(file).frames[index]?.offset ?? 0) + 20)

  it.each([
    ['in the middle of a write', cutInto(2), ['in 一']],
    ['in the middle of an answer of the developer URL', cutInto(3), ['in 一', 'in 二']],
    [
      'before a length was whole',
      (file: Buffer) => Buffer.concat([file, Buffer.alloc(3)]),
      ['in 一', 'in 二'],
    ],
    [
      'and its disk leaves zeros',
      (file: Buffer) => Buffer.concat([file, Buffer.alloc(512)]),
      ['in 一', 'in 二'],
    ],
  ])('[L7] %s: what was acknowledged is there, and nothing else', async (_name, tear, stored) => {
    await dies()
    await says('一')
    await says('二')
    await restart(() => writeFileSync(fileOf(), tear(readFileSync(fileOf()))))
    await gateway.replayed()
    expect(await s.records(openid)).toEqual(stored)
  })

  it('[L6] between replay and deletion: everything is there once', async () => {
    await dies()
    await says('一')
    await says('二')
    const copy = readFileSync(fileOf())
    const name = fileOf()
    await restart()
    await gateway.replayed()
    writeFileSync(name, copy)
    expect(await gateway.spool.adopt()).toBe(2)
    await gateway.replayed()
    expect(await s.records(openid)).toEqual(['in 一', 'in 二'])
    expect(s.mall.heard).toHaveLength(2)
  })

  it('[L6] before the developer URL has answered: it is asked once more, and its reply goes out as a message', async () => {
    await dies()
    s.mall.answer = () => undefined
    const hanging = says('一')
    await vi.waitFor(() => expect(s.mall.heard).toHaveLength(1), patient)
    const copy = readFileSync(fileOf())
    const name = fileOf()
    mallSays('有货')
    await hanging
    await restart(() => {
      for (const file of files()) writeFileSync(path.join(s.folder, file), '')
      writeFileSync(name, copy)
    })
    await gateway.replayed()
    expect(await s.records(openid)).toEqual(['in 一', 'out 有货 sending'])
    expect(await s.h.rows('select state from outbox where openid = $1', [openid])).toEqual([
      { state: 'pending' },
    ])
  })

  it('[L7] what cannot be read is set aside, and the rest replayed', async () => {
    await dies()
    await says('一')
    await says('二')
    await restart(() => {
      const file = readFileSync(fileOf())
      file.writeUInt8(file.readUInt8(40) ^ 1, 40)
      writeFileSync(fileOf(), file)
    })
    await gateway.replayed()
    expect(await s.records(openid)).toEqual(['in 二'])
    expect(readdirSync(s.folder).filter((name) => name.endsWith('.unreadable'))).toHaveLength(1)
  })

  it('[L7] several processes spool side by side, each into a file of its own', async () => {
    const other = await s.startGateway({ pid: process.ppid })
    s.cable.cut()
    await Promise.all([says('一', `${openid}_1`), other.push(fanText('一', `${openid}_2`))])
    expect(files()).toHaveLength(2)
    expect(await gateway.spool.adopt()).toBe(0)
    await back()
    await other.replayed()
    await other.stop()
    for (const who of [1, 2]) expect(await s.records(`${openid}_${who}`)).toEqual(['in 一'])
  })
})
