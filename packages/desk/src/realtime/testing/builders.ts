import type { Agent, ConversationRow, DeskSnapshot, DeskState, Message } from '@duokefu/contract'

export const noon = Date.UTC(2026, 10, 20, 4)
export const me = '1'
export const colleague = '2'
export const sessionId = '00000000-0000-4000-8000-000000000001'

/** A row of somebody who isn't talking to us now. */
export function aRow(openid: string, part: Partial<ConversationRow> = {}): ConversationRow {
  return {
    openid,
    version: 1,
    alias: '木棉 3F2K',
    hue: 210,
    remark: null,
    state: 'none',
    cause: null,
    reason: null,
    reservedFor: null,
    waitingSince: null,
    agentId: null,
    session: null,
    kind: null,
    acceptedAt: null,
    expiresAt: null,
    lastAgentId: null,
    endedAt: null,
    endReason: null,
    last: null,
    unansweredSince: null,
    unread: 0,
    failed: 0,
    held: 0,
    quota: { kind: 'unknown' },
    subscribed: true,
    pinned: false,
    ...part,
  }
}

export function aWaiting(
  openid: string,
  since: number,
  part: Partial<ConversationRow> = {},
): ConversationRow {
  return aRow(openid, {
    state: 'waiting',
    cause: 'new',
    waitingSince: since,
    unansweredSince: since,
    ...part,
  })
}

export function aServed(openid: string, part: Partial<ConversationRow> = {}): ConversationRow {
  return aRow(openid, {
    state: 'serving',
    agentId: me,
    session: sessionId,
    kind: 'accepted',
    acceptedAt: noon,
    expiresAt: noon + 30 * 60_000,
    ...part,
  })
}

export function aLast(
  seq: number,
  at: number,
  direction: Message['direction'] = 'in',
): NonNullable<ConversationRow['last']> {
  return {
    seq,
    at,
    direction,
    origin: direction === 'out' ? 'agent' : 'fan',
    agentId: direction === 'out' ? me : null,
    type: 'text',
    text: `text ${seq}`,
    delivery: null,
  }
}

export function aMessage(openid: string, seq: number, part: Partial<Message> = {}): Message {
  return {
    openid,
    seq,
    at: noon + seq,
    version: seq,
    direction: 'in',
    origin: 'fan',
    agentId: null,
    sessionId: null,
    content: { type: 'text', text: `text ${seq}`, menuId: null },
    delivery: null,
    clientId: null,
    lateFrom: null,
    purpose: null,
    reason: null,
    ...part,
  }
}

export function anAgent(id: string, name: string): Agent {
  return {
    id,
    name,
    avatarKey: null,
    role: 'agent',
    status: 'online',
    serving: 0,
    maximum: 10,
    autoAccept: false,
    groups: [],
    left: false,
  }
}

export function aSnapshot(conversations: readonly ConversationRow[]): DeskSnapshot {
  return {
    serverTime: noon,
    account: {
      id: '1',
      appid: 'wx0000000000000000',
      name: '花田小店',
      interfaceOn: true,
      wechatDesk: false,
    },
    me: {
      agentId: me,
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
    agents: [anAgent(me, '小林'), anAgent(colleague, '小吴')],
    groups: [],
    conversations: [...conversations],
    thresholds: { warnMs: 60_000, dangerMs: 180_000 },
    allowance: { messages: 5, windowMs: 172_800_000 },
  }
}

/** What lists look at. */
export function known(
  rows: readonly ConversationRow[],
  part: Partial<DeskState['me']> = {},
): Pick<DeskState, 'conversations' | 'me' | 'agents'> {
  const snapshot = aSnapshot(rows)
  return {
    conversations: new Map(rows.map((row) => [row.openid, row])),
    agents: new Map(snapshot.agents.map((agent) => [agent.id, agent])),
    me: { ...snapshot.me, ...part },
  }
}
