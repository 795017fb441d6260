import { describe, expect, it } from 'vitest'
import { applyEvent, stateOf, type Thread, withPage, withRows } from './apply-event.ts'
import type { Message } from './content.ts'
import type { ConversationRow } from './conversation.ts'
import { errorCodes } from './errors.ts'
import type { DeskSnapshot, MessagesAnswer } from './routes.ts'

const snapshot: DeskSnapshot = {
  serverTime: 1_000,
  account: { id: '1', appid: 'wx1', name: '花田小店', interfaceOn: true, wechatDesk: false },
  me: {
    agentId: '7',
    role: 'agent',
    settings: {
      status: 'online',
      autoAccept: false,
      maximum: 10,
      greeting: null,
      away: { on: false, texts: [], inUse: 0 },
      preferences: {},
    },
    today: { served: 0, replies: 0 },
  },
  agents: [],
  groups: [],
  conversations: [row(3)],
  thresholds: { warnMs: 60_000, dangerMs: 180_000 },
  allowance: { messages: 5, windowMs: 172_800_000 },
}

function row(version: number, openid = 'fan'): ConversationRow {
  return {
    openid,
    version,
    alias: '木棉 3F2K',
    hue: 1,
    remark: null,
    state: 'serving',
    cause: null,
    reason: null,
    reservedFor: null,
    waitingSince: null,
    agentId: '7',
    session: 'f4f6c3f0-0000-4000-8000-000000000001',
    kind: 'accepted',
    acceptedAt: 1,
    expiresAt: 2,
    lastAgentId: null,
    endedAt: null,
    endReason: null,
    last: null,
    unansweredSince: null,
    unread: version,
    failed: 0,
    held: 0,
    quota: { kind: 'unknown' },
    subscribed: true,
    pinned: false,
  }
}

function message(seq: number, version: number, text = String(seq)): Message {
  return {
    openid: 'fan',
    seq,
    at: seq,
    version,
    direction: 'in',
    origin: 'fan',
    agentId: null,
    sessionId: null,
    purpose: null,
    content: { type: 'text', text, menuId: null },
    delivery: null,
    clientId: null,
    lateFrom: null,
    reason: null,
  }
}

const thread: Thread = {
  version: 5,
  messages: [message(3, 3), message(4, 4), message(5, 5)],
  before: '3.3',
  after: null,
  olderDeleted: false,
}

function withThread() {
  return { ...stateOf(snapshot), threads: new Map([['fan', thread]]) }
}

const frame = (since: number, version: number, messages: Message[]) =>
  ({ type: 'messages', openid: 'fan', since, version, messages }) as const

describe('applyEvent', () => {
  it('[L16] replaces a row by a newer one, and leaves it alone for an older one', () => {
    const state = stateOf(snapshot)
    expect(
      applyEvent(state, { type: 'conversations', rows: [row(4)] }).state.conversations.get('fan')?.unread,
    ).toBe(4)
    expect(applyEvent(state, { type: 'conversations', rows: [row(2)] }).state.conversations).toBe(
      state.conversations,
    )
  })

  it('[L16] appends new records and changes known ones', () => {
    const { state, stale } = applyEvent(withThread(), frame(5, 7, [message(4, 7, 'changed'), message(6, 6)]))
    expect(stale).toEqual([])
    expect(state.threads.get('fan')?.messages.map(({ seq, version }) => [seq, version])).toEqual([
      [3, 3],
      [4, 7],
      [5, 5],
      [6, 6],
    ])
    expect(state.threads.get('fan')?.version).toBe(7)
  })

  it('[L16] names a thread with a gap and changes nothing of it', () => {
    const before = withThread()
    const applied = applyEvent(before, frame(6, 7, [message(7, 7)]))
    expect(applied.stale).toEqual(['fan'])
    expect(applied.state).toBe(before)
  })

  it('[L16] ignores what it knows, threads that are not open, and records older than the page', () => {
    const before = withThread()
    expect(applyEvent(before, frame(3, 5, [message(5, 5, 'old')])).state).toBe(before)
    expect(applyEvent(before, { ...frame(0, 9, []), openid: 'other' }).state).toBe(before)
    const { state } = applyEvent(before, frame(5, 6, [message(1, 6)]))
    expect(state.threads.get('fan')?.messages).toEqual(thread.messages)
    expect(state.threads.get('fan')?.version).toBe(6)
  })

  const page = (version: number, seqs: number[], ends: Partial<MessagesAnswer> = {}): MessagesAnswer => ({
    version,
    messages: seqs.map((seq) => message(seq, seq)),
    before: null,
    after: null,
    olderDeleted: false,
    ...ends,
  })
  const seqsOf = ({ messages }: Pick<Thread, 'messages'>) => messages.map(({ seq }) => seq)

  it('[S4] puts an older page before the records, and lets the newest page replace them', () => {
    const older = withPage(thread, page(9, [1, 2]), 'older')
    expect(seqsOf(older)).toEqual([1, 2, 3, 4, 5])
    expect(older).toMatchObject({ version: 5, before: null })
    expect(seqsOf(withPage(thread, page(9, [9], { before: '9.9' }), 'newest'))).toEqual([9])
  })

  it('[S4] does not glue new records to a run of older ones, and still changes its own', () => {
    const state = { ...withThread(), threads: new Map([['fan', { ...thread, after: '5.5' }]]) }
    const applied = applyEvent(state, frame(5, 9, [message(4, 9, 'changed'), message(9, 9)]))
    expect(applied.stale).toEqual([])
    const kept = applied.state.threads.get('fan')
    expect(kept?.messages.map(({ seq, version }) => [seq, version])).toEqual([
      [3, 3],
      [4, 9],
      [5, 5],
    ])
    expect(kept?.after).toBe('5.5')
  })

  it('[S4] counts a newer page that reaches the end as complete up to its own version only', () => {
    // Frame 9 was told while the page of version 8 was on its way: its record is in neither.
    const detached = { ...thread, version: 9, after: '5.5' }
    const joined = withPage(detached, page(8, [6, 7, 8], { before: '6.6' }), 'newer')
    expect(joined).toMatchObject({ version: 8, before: '3.3', after: null })
    const state = { ...withThread(), threads: new Map([['fan', joined]]) }
    const told = applyEvent(state, frame(8, 9, [message(9, 9)])).state.threads.get('fan')
    expect(told?.messages.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9])
    expect(withPage(detached, page(8, [6], { after: '6.6' }), 'newer')).toMatchObject({
      version: 9,
      after: '6.6',
    })
  })

  it('[S3] asks for everything after a resync', () => {
    expect(applyEvent(withThread(), { type: 'resync' }).resync).toBe(true)
  })

  it('[S7] keeps fetched rows beside those of frames, the newer one of each', () => {
    const known = stateOf(snapshot).conversations
    const rows = withRows(known, [row(1), row(1, 'other')])
    expect([...rows.values()].map(({ openid, version }) => [openid, version])).toEqual([
      ['fan', 3],
      ['other', 1],
    ])
  })
})

it('[L14] has no error code twice', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length)
})
