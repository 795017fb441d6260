import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { ConversationRow } from '@duokefu/contract'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ledger } from '../src/conversations/entries.ts'
import { createPool } from '../src/db/pool.ts'
import type { Bus, BusMessage } from '../src/realtime/bus.ts'
import { tellCommits } from '../src/realtime/commit-teller.ts'
import type { DeskSocket } from '../src/realtime/desk-socket.ts'
import { createRoom, type Room } from '../src/realtime/room.ts'
import { layCable } from './cable.ts'
import { fanText, type LedgerHarness, startLedgerHarness } from './ledger-harness.ts'

/** One process where a desk is open, and another whose words this one hears when the test lets it. */

let h: LedgerHarness
let elsewhere: Ledger
beforeAll(async () => {
  h = await startLedgerHarness()
  elsewhere = h.anotherLedger()
})
afterAll(async () => {
  await elsewhere.stop()
  await h.stop()
})

/** What the other process says, kept until somebody delivers it. */
async function hearElsewhere() {
  const changes: Parameters<Room['changedElsewhere']>[0][number][] = []
  const bus: Bus = {
    publish: async (message) => {
      if (message.type === 'changes') changes.push(...message.changes)
    },
    listen: async () => async () => undefined,
  }
  const unfollow = await tellCommits(elsewhere, bus)
  return { changes, unfollow }
}

/** A room with the desk of somebody who has nothing open; its readings stand still while `hold` is not over. */
async function openRoom() {
  const agentId = await h.addAgent()
  const rows: ConversationRow[] = []
  let held: EventEmitter | null = null
  const pool = {
    query: async (text: string, values: unknown[]) => {
      const found = await h.pool.query(text, values)
      if (held !== null) {
        const released = once(held, 'release')
        held.emit('read')
        await released
      }
      return found
    },
  }
  const room = createRoom(
    {
      pool: pool as unknown as typeof h.pool,
      clock: h.clock,
      accounts: h.accounts,
      log: pino({ level: 'silent' }),
    },
    h.accountId,
  )
  const desk: DeskSocket = {
    loginId: 'a login',
    agentId,
    role: 'agent',
    greet: () => undefined,
    send: () => undefined,
    sendInTurn: () => undefined,
    sendRow: (row) => rows.push(JSON.parse(row.text.get())),
    leave: () => undefined,
    loggedOut: () => false,
    dispose: () => undefined,
  }
  room.join(desk)
  const unfollow = h.ledger.onCommitted(({ changes }) => room.changed(changes))
  return {
    room,
    /** What a screen makes of the rows: the newest one. */
    shown: (openid: string) =>
      rows.filter((row) => row.openid === openid).sort((a, b) => b.version - a.version)[0]?.state,
    /** Readings have their answer when `read` was emitted, and hand it out on `release`. */
    hold() {
      held = new EventEmitter()
      return held
    },
    close() {
      unfollow()
      room.stop()
    },
  }
}

it('[design] a commit whose outcome was lost is told to other processes as something missed', async () => {
  const said: BusMessage[] = []
  const bus: Bus = {
    publish: async (message) => {
      said.push(message)
    },
    listen: async () => async () => undefined,
  }
  const cable = await layCable(h.connectionString)
  const pool = createPool({ connectionString: cable.connectionString })
  const ledger = h.anotherLedger(pool)
  const unfollow = await tellCommits(ledger, bus)
  try {
    await ledger.submit(fanText(h.accountId, 'unsure', '你好'))
    cable.breakAtCommit()
    await ledger.submit(fanText(h.accountId, 'unsure', '客服'))
    expect(said.map(({ type }) => type)).toEqual(['changes', 'resync'])
  } finally {
    await unfollow()
    await ledger.stop()
    await pool.end()
    await cable.close()
  }
})

async function dismissBy(ledger: Ledger, openid: string): Promise<void> {
  const by = await h.addAgent({ role: 'supervisor' })
  const outcome = await ledger.submit({
    type: 'desk',
    accountId: h.accountId,
    openid,
    commandId: randomUUID(),
    command: { type: 'close', by, session: null, held: 'keep', reason: '广告' },
    reply: null,
  })
  expect(outcome.type).toBe('done')
}

it('[S7] who waited and is gone at another process, both read at once, is gone from every list', async () => {
  const { room, shown, close } = await openRoom()
  const { changes, unfollow } = await hearElsewhere()
  try {
    await elsewhere.submit(fanText(h.accountId, 'both', '客服'))
    // A desk that fetches its lists now has them in the queue.
    await dismissBy(elsewhere, 'both')
    expect(changes).toHaveLength(2)
    room.changedElsewhere(changes)
    await room.idle()
    expect(shown('both')).toBe('none')
  } finally {
    await unfollow()
    close()
  }
})

it('[S7] who began to wait at another process, and was dismissed here before that was read, is gone', async () => {
  const { room, shown, hold, close } = await openRoom()
  const { changes, unfollow } = await hearElsewhere()
  try {
    await elsewhere.submit(fanText(h.accountId, 'overtaken', '客服'))
    const reading = hold()
    const read = once(reading, 'read')
    room.changedElsewhere(changes)
    await read
    await dismissBy(h.ledger, 'overtaken')
    reading.emit('release')
    await room.idle()
    expect(shown('overtaken')).toBe('none')
  } finally {
    await unfollow()
    close()
  }
})
