import { beforeEach, describe, expect, it } from 'vitest'
import { createDeskStore, type DeskStore } from './desk-store.ts'
import type { PendingReplies } from './pending.ts'
import { createServerClock } from './server-clock.ts'
import { aLast, aRow, aServed, aWaiting, colleague, me, noon } from './testing/builders.ts'
import { createManualTime, type ManualTime } from './testing/manual-timers.ts'
import { createMemoryServer, type MemoryServer } from './testing/memory-server.ts'

const minute = 60_000
let time: ManualTime
let server: MemoryServer
let kept: PendingReplies
let store: DeskStore

function openStore(): DeskStore {
  let ids = 0
  const opened = createDeskStore(server.api, server.openSocket, {
    storage: {
      read: () => kept,
      write: (all) => {
        kept = all
      },
    },
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    timers: time,
    random: () => 0.5,
    monotonic: time.now,
    clock: createServerClock(time.now),
  })
  opened.start()
  return opened
}

beforeEach(async () => {
  time = createManualTime(noon)
  server = createMemoryServer(time.now)
  kept = []
  server.put(aServed('o'))
  server.put(aWaiting('w', noon))
  store = openStore()
  await time.pass(0)
})

const rowOf = (openid: string) => store.getSnapshot().desk?.conversations.get(openid)
const threadOf = (openid: string) => store.getSnapshot().desk?.threads.get(openid)
const seqsOf = (openid: string) => threadOf(openid)?.messages.map((message) => message.seq)
const statusOf = () => store.getSnapshot().connection.status
const say = (text: string) => store.reply('o', { content: { type: 'text', text }, mode: 'send' })
const pendingStates = () => store.getSnapshot().pending.map((reply) => reply.state)
const textsSent = () =>
  server.posted.flatMap((body) =>
    body.type === 'reply' && body.content.type === 'text' ? [body.content.text] : [],
  )

describe('what the desk knows', () => {
  it('[L7] says while storage is away that it can only be looked at, until it is back or fetched anew', async () => {
    const isAway = () => store.getSnapshot().desk?.storageAway
    server.tell({ type: 'storage', away: true })
    expect(isAway()).toBe(true)
    server.tell({ type: 'storage', away: false })
    expect(isAway()).toBe(false)
    server.tell({ type: 'storage', away: true })
    server.tell({ type: 'resync' })
    await time.pass(0)
    expect(isAway()).toBe(false)
  })

  it('[S1] is there after the first snapshot, and true while frames come', async () => {
    expect(statusOf()).toBe('online')
    expect(rowOf('w')?.state).toBe('waiting')
    server.put(aServed('w', { agentId: colleague, version: 2 }))
    expect(rowOf('w')?.agentId).toBe(colleague)
  })

  it('[S1] loses no frame that comes while the snapshot is on its way', async () => {
    server.hold()
    server.tell({ type: 'resync' })
    server.put(aServed('w', { version: 2 }))
    server.put(aWaiting('late', noon))
    expect(rowOf('late')).toBeUndefined()
    server.release()
    await time.pass(0)
    expect(rowOf('late')?.state).toBe('waiting')
    expect(rowOf('w')?.state).toBe('serving')
  })

  it('[S3] forgets who waited and was taken by somebody while the connection was away', async () => {
    server.down()
    server.put(aServed('w', { agentId: colleague, version: 2 }))
    server.up()
    await time.pass(minute)
    expect(statusOf()).toBe('online')
    expect(rowOf('w')).toBeUndefined()
  })

  it('[S7] forgets all but the latest who went to colleagues, and none of 最近 once it is looked at', async () => {
    const passesBy = (openid: string, minutes: number) => {
      server.put(aWaiting(openid, noon))
      const last = aLast(1, noon + minutes * minute)
      server.put(aServed(openid, { agentId: colleague, version: 2, last }))
    }
    for (let n = 0; n < 199; n += 1) passesBy(`early-${n}`, n)
    store.openThread('early-1')
    await time.pass(0)
    for (let n = 199; n < 210; n += 1) passesBy(`late-${n}`, n)
    const known = () => [...(store.getSnapshot().desk?.conversations.keys() ?? [])]
    expect(known()).toHaveLength(3 + 100 + 9)
    for (const openid of ['o', 'w', 'early-1', 'early-198', 'late-209']) expect(known()).toContain(openid)
    expect(known()).not.toContain('early-0')

    store.loadRecent()
    await time.pass(0)
    const served = { lastAgentId: me, endedAt: noon, version: 3 }
    for (let n = 0; n < 250; n += 1) server.put(aRow(`mine-${n}`, served))
    expect(known().filter((openid) => openid.startsWith('mine'))).toHaveLength(250)
  })

  it('says why it is not there when the first snapshot fails, and tries on', async () => {
    server.down()
    store = openStore()
    await time.pass(2_000)
    expect(store.getSnapshot().desk).toBeNull()
    server.up()
    await time.pass(minute)
    expect(rowOf('o')?.state).toBe('serving')
  })

  it('[S25] fetches 「最近」 when asked, and again after a reconnect', async () => {
    server.put(aRow('r', { lastAgentId: '1', endedAt: noon }))
    store.loadRecent()
    await time.pass(0)
    expect(store.getSnapshot().recent).toEqual({ status: 'ready', before: null })
    expect(rowOf('r')?.state).toBe('none')
  })
})

describe('the connection', () => {
  it('asks for a sign of life every 15 s and gives the socket up after 10 s of silence', async () => {
    await time.pass(minute)
    expect(server.opened()).toBe(1)
    server.freeze()
    await time.pass(25_000)
    expect(server.opened()).toBe(2)
    expect(statusOf()).toBe('online')
  })

  it('says when it tries again, and waits longer each time', async () => {
    server.down()
    const { connection } = store.getSnapshot()
    expect(connection).toEqual({ status: 'offline', retryAt: noon + 750, lostAt: noon })
    await time.pass(750)
    expect(store.getSnapshot().connection.retryAt).toBe(noon + 750 + 1_500)
    expect(store.getSnapshot().connection.lostAt).toBe(noon)
  })

  it('tries at once when told to', async () => {
    server.down()
    await time.pass(minute)
    server.up()
    store.retryNow()
    await time.pass(0)
    expect(statusOf()).toBe('online')
  })

  it.each(['login_ended', 'agent_left'] as const)('ends for good with the login: %s', async (reason) => {
    server.tell({ type: 'goodbye', reason })
    await time.pass(10 * minute)
    expect(store.getSnapshot().ended).toBe(reason)
    expect(server.opened()).toBe(1)
  })

  it('comes back to a server that is restarted', async () => {
    server.tell({ type: 'goodbye', reason: 'server_stopping' })
    expect(statusOf()).toBe('offline')
    await time.pass(minute)
    expect(statusOf()).toBe('online')
  })

  it('leaves no timer behind when it is stopped', async () => {
    store.stop()
    await time.pass(10 * minute)
    expect(server.opened()).toBe(1)
  })
})

describe('the records of a customer', () => {
  beforeEach(async () => {
    for (let count = 0; count < 8; count++) server.say('o')
    store.openThread('o')
    await time.pass(0)
  })

  it('[S4] are the newest page first, then what is older', async () => {
    expect(server.viewed()).toEqual(['o'])
    expect(seqsOf('o')).toEqual([6, 7, 8])
    store.loadOlder('o')
    await time.pass(0)
    store.loadOlder('o')
    await time.pass(0)
    store.loadOlder('o')
    await time.pass(0)
    expect(seqsOf('o')).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(threadOf('o')?.before).toBeNull()
  })

  it('[S9] come by themselves while they are open', () => {
    server.say('o')
    expect(seqsOf('o')).toEqual([6, 7, 8, 9])
  })

  it('[S9] lose nothing that comes while their page is on its way', async () => {
    server.hold()
    store.reloadThread('o')
    server.say('o')
    server.release()
    await time.pass(0)
    expect(seqsOf('o')).toEqual([6, 7, 8, 9])
  })

  it('[S9] are fetched again where frames are missing, and what is older stays', async () => {
    store.loadOlder('o')
    await time.pass(0)
    server.freeze()
    server.say('o')
    await time.pass(40_000)
    expect(seqsOf('o')).toEqual([3, 4, 5, 6, 7, 8, 9])
  })

  it('[S9] are fetched anew when more is missing than a page holds', async () => {
    store.loadOlder('o')
    await time.pass(0)
    server.freeze()
    for (let count = 0; count < 7; count++) server.say('o')
    await time.pass(40_000)
    expect(seqsOf('o')).toEqual([13, 14, 15])
  })

  it('[S9] are looked at again when a row tells of one that never came', async () => {
    const row = rowOf('o')
    if (row?.last == null) throw new Error('the row is known')
    server.freeze()
    server.say('o')
    store.stop()
    server.up()
    const quiet = openStore()
    await time.pass(0)
    quiet.openThread('o')
    await time.pass(2_000)
    expect(quiet.getSnapshot().desk?.threads.get('o')?.messages.at(-1)?.seq).toBe(9)
  })

  it('[S7] are forgotten when twenty others were left since, and fetched anew for whoever comes back', async () => {
    server.tell({ type: 'viewers', openid: 'o', agentIds: ['a'] })
    store.closeThread('o')
    for (let left = 0; left < 20; left++) {
      expect(threadOf('o')).toBeDefined()
      store.openThread(`other ${left}`)
      await time.pass(0)
      store.closeThread(`other ${left}`)
    }
    expect(threadOf('o')).toBeUndefined()
    expect(store.getSnapshot().desk?.viewers.has('o')).toBe(false)
    server.say('o')
    store.openThread('o')
    await time.pass(0)
    expect(seqsOf('o')).toEqual([7, 8, 9])
  })

  it('say that they could not be fetched, and are tried again', async () => {
    server.down()
    store.loadOlder('o')
    await time.pass(0)
    expect(store.getSnapshot().threads.get('o')).toMatchObject({ older: 'failed', error: 'unavailable' })
  })
})

describe('replies', () => {
  beforeEach(async () => {
    store.openThread('o')
    await time.pass(0)
  })

  it('[L8] are on the screen at once, and are replaced by the record with their id', async () => {
    const clientId = say('您好')
    expect(pendingStates()).toEqual(['posting'])
    await time.pass(0)
    expect(pendingStates()).toEqual([])
    expect(threadOf('o')?.messages.map((message) => message.clientId)).toEqual([clientId])
  })

  it('[L8] of one customer go one after the other', async () => {
    server.hold()
    for (const text of ['a', 'b', 'c']) say(text)
    expect(pendingStates()).toEqual(['posting', 'queued', 'queued'])
    server.release()
    await time.pass(0)
    expect(textsSent()).toEqual(['a', 'b', 'c'])
  })

  it('[L8] whose answer was lost are asked for again under the same id, and exist once', async () => {
    server.loseNextAnswer()
    server.freeze()
    say('a')
    say('b')
    await time.pass(5_000)
    expect(textsSent()).toEqual(['a', 'a', 'b'])
    expect(new Set(server.posted.map((body) => body.id)).size).toBe(2)
    expect(threadOf('o')?.messages).toHaveLength(2)
    expect(pendingStates()).toEqual([])
  })

  it('[L8] whose answer was lost are settled by the record, if that comes first', async () => {
    server.loseNextAnswer()
    say('a')
    say('b')
    await time.pass(10_000)
    expect(textsSent()).toEqual(['a', 'b'])
    expect(kept).toEqual([])
  })

  it('written without a connection go in order when it is back within two minutes', async () => {
    server.down()
    for (const text of ['a', 'b']) say(text)
    expect(pendingStates()).toEqual(['offline', 'offline'])
    await time.pass(minute)
    server.up()
    await time.pass(40_000)
    expect(textsSent()).toEqual(['a', 'b'])
    expect(pendingStates()).toEqual([])
  })

  it('written without a connection wait for the agent when it comes back later', async () => {
    server.down()
    const first = say('a')
    const second = say('b')
    await time.pass(3 * minute)
    server.up()
    await time.pass(minute)
    expect(pendingStates()).toEqual(['unsent', 'unsent'])
    expect(server.posted).toEqual([])
    expect(store.discard([second ?? '']).map((reply) => reply.content)).toEqual([{ type: 'text', text: 'b' }])
    store.resend([first ?? ''])
    await time.pass(0)
    expect(textsSent()).toEqual(['a'])
  })

  it('outlive a reload', async () => {
    server.down()
    say('a')
    store.stop()
    server.up()
    const again = openStore()
    await time.pass(0)
    expect(textsSent()).toEqual(['a'])
    expect(again.getSnapshot().pending).toEqual([])
    expect(kept).toEqual([])
  })

  it('[L14] that are refused stay with the reason, and hold nobody up', async () => {
    server.refuseNext('session_ended')
    say('a')
    say('b')
    await time.pass(0)
    expect(store.getSnapshot().pending).toMatchObject([
      { state: 'refused', error: { code: 'session_ended', by: '2' } },
    ])
    expect(textsSent()).toEqual(['a', 'b'])
  })

  it('[L14] are not taken for a customer who is not served', () => {
    expect(store.reply('w', { content: { type: 'text', text: 'a' }, mode: 'send' })).toBeNull()
  })

  it('stop with the login, and are kept', async () => {
    server.refuseNext('not_logged_in')
    say('a')
    await time.pass(10 * minute)
    expect(store.getSnapshot().ended).toBe('login_ended')
    expect(kept).toMatchObject([{ state: 'offline' }])
    expect(server.posted).toHaveLength(1)
  })
})

describe('commands', () => {
  it('[S3] throw the refusal with who won', async () => {
    server.refuseNext('already_served')
    await expect(store.send('w', { type: 'accept', aboveMaximum: false })).rejects.toMatchObject({
      code: 'already_served',
      by: '2',
    })
  })

  it('whose answer was lost are asked for once more under the same id', async () => {
    server.loseNextAnswer()
    await store.send('w', { type: 'accept', aboveMaximum: false })
    expect(server.posted.map((body) => body.id)).toEqual([server.posted[0]?.id, server.posted[0]?.id])
  })
})

describe('a conversation that is read further up', () => {
  const older = () => store.loadOlder('o')

  async function openAround(seq: number, records: number): Promise<void> {
    for (let count = 0; count < records; count++) server.say('o')
    store.openThread('o', seq)
    await time.pass(0)
  }

  it('[S4] opens around a record, and grows both ways to the newest end', async () => {
    await openAround(5, 9)
    expect(seqsOf('o')).toEqual([4, 5, 6])
    expect(store.getSnapshot().threads.get('o')).toMatchObject({ run: 1, from: 5 })
    older()
    store.loadNewer('o')
    await time.pass(0)
    expect(seqsOf('o')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(threadOf('o')).toMatchObject({ before: null, after: null })
    expect(store.getSnapshot().threads.get('o')?.run).toBe(1)
  })

  it('[S4] does not glue what comes to it, and has it once the end is reached', async () => {
    await openAround(2, 9)
    server.say('o')
    expect(seqsOf('o')).toEqual([1, 2, 3])
    store.loadNewer('o')
    await time.pass(0)
    store.loadNewer('o')
    await time.pass(0)
    server.hold()
    store.loadNewer('o')
    server.say('o')
    server.release()
    await time.pass(0)
    expect(seqsOf('o')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    server.say('o')
    expect(seqsOf('o')?.at(-1)).toBe(12)
    expect(threadOf('o')?.version).toBe(rowOf('o')?.version)
  })

  it('[S4] goes back to the newest end at once, as a list of its own', async () => {
    await openAround(2, 9)
    store.openThread('o')
    await time.pass(0)
    expect(seqsOf('o')).toEqual([7, 8, 9])
    expect(store.getSnapshot().threads.get('o')).toMatchObject({ run: 2, from: null })
  })

  it('[S4] keeps its place over a lost connection, and its own reply does not leave a hole', async () => {
    await openAround(2, 9)
    server.down()
    await time.pass(minute)
    server.up()
    store.retryNow()
    await time.pass(0)
    expect(statusOf()).toBe('online')
    expect(server.viewed()).toEqual(['o'])
    expect(seqsOf('o')?.slice(0, 3)).toEqual([1, 2, 3])
    expect(store.getSnapshot().threads.get('o')).toMatchObject({ run: 1, from: 2 })
    say('在的')
    await time.pass(0)
    const seqs = seqsOf('o') ?? []
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    expect(threadOf('o')?.after === null).toBe(seqs.includes(10))
  })

  it('[S4] shows the last wish when two are made at once', async () => {
    await openAround(2, 9)
    server.hold()
    store.openThread('o', 8)
    store.openThread('o', 5)
    server.release()
    await time.pass(0)
    expect(seqsOf('o')).toEqual([4, 5, 6])
  })
})
