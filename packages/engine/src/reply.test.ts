import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
import { quotaLeftAt } from './quota.ts'
import {
  accept,
  agent,
  allowed,
  boss,
  close,
  context,
  event,
  firstSession,
  lin,
  minute,
  names,
  noon,
  quotaOf,
  reply,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

describe('a reply and the quota', () => {
  const used = quotaOf(0)
  const usedFinally = quotaOf(0, { saidByWechat: true })
  const closed = quotaOf(3, { until: noon })
  const closedFinally = quotaOf(0, { until: noon, saidByWechat: true })

  it.each([
    ['used up by our count', used, 'send', { code: 'quota_used', final: false }],
    ['used up by our count, sent all the same', used, 'force', null],
    ['used up, says WeChat', usedFinally, 'send', { code: 'quota_used', final: true }],
    ['used up, says WeChat, sent all the same', usedFinally, 'force', { code: 'quota_used', final: true }],
    ['closed by our clock', closed, 'send', { code: 'reply_window_closed', final: false }],
    ['closed by our clock, sent all the same', closed, 'force', null],
    ['closed, says WeChat', closedFinally, 'force', { code: 'reply_window_closed', final: true }],
    ['not known', { kind: 'unknown' }, 'send', null],
    ['unlimited', quotaOf('unlimited'), 'send', null],
  ] as const)('[L9] %s', (_name, quota, mode, refusal) => {
    const decision = decide(serving({}, { quota }), reply(lin, mode), context())
    expect(decision.ok ? null : decision.refusal).toEqual(refusal)
    expect(names(decision.effects)).toEqual(refusal === null ? ['queue_reply'] : [])
  })

  it('[L9] spends one, and the last one too', () => {
    const { next } = allowed(serving({}, { quota: quotaOf(1) }), reply(lin), context())
    expect(quotaLeftAt(next.quota, noon)).toBe(0)
  })

  it('[L9] is held when the agent wants it, and spends nothing', () => {
    const { next, effects } = allowed(serving(), reply(lin, 'hold'), context())
    expect(next).toMatchObject({ held: 1, quota: quotaOf(5) })
    expect(effects).toEqual([{ type: 'queue_reply', held: true }])
  })

  it.each(['send', 'force'] as const)('[L9] queues behind what is held: %s', (mode) => {
    const { next, effects } = allowed(serving({}, { held: 1 }), reply(lin, mode), context())
    expect(next).toMatchObject({ held: 2, quota: quotaOf(5) })
    expect(effects).toEqual([{ type: 'queue_reply', held: true }])
  })

  it('[L13] is refused once the fan has unfollowed', () => {
    const left = allowed(serving(), event('unsubscribe'), context()).next
    expect(decide(left, reply(lin), context())).toMatchObject({ refusal: { code: 'unsubscribed' } })
    expect(decide(left, { type: 'reopen', by: lin }, context())).toMatchObject({
      refusal: { code: 'unsubscribed' },
    })
  })

  it('[L14] ends the time in which a transfer can be taken back', () => {
    const transferred = serving(
      { agent: wu, transfer: { from: lin, at: noon, kind: 'accepted' } },
      { lastServed: { agent: lin, endedAt: noon } },
    )
    const { next } = allowed(transferred, reply(wu), context())
    expect(decide(next, { type: 'take_back', by: lin }, context())).toMatchObject({
      refusal: { code: 'already_written' },
    })
    expect(decide(next, { type: 'take_back', by: boss }, context())).toMatchObject({
      refusal: { code: 'not_yours', by: wu },
    })
  })
})

describe('held replies', () => {
  it.each([
    ['all of them', 2, quotaOf(0), 'all', 0, 3],
    ['five of seven', 7, quotaOf(0), 5, 2, 0],
    ['all when nothing is counted', 7, quotaOf('unlimited'), 'all', 0, 'unlimited'],
  ] as const)('[L9] the fan’s message releases %s', (_name, held, quota, count, stay, left) => {
    const { next, effects } = allowed(serving({}, { held, quota }), text('在的'), context())
    expect(effects).toEqual([{ type: 'release_held', count }])
    expect(next.held).toBe(stay)
    expect(quotaLeftAt(next.quota, noon)).toBe(left)
  })

  it('[L9] a tap on the menu releases nothing', () => {
    const { next } = allowed(serving({}, { held: 2, quota: quotaOf(0) }), event('CLICK', 'menu'), context())
    expect(next).toMatchObject({ held: 2, quota: { left: 3 } })
  })

  it.each([
    ['ask', { code: 'held_left', count: 2 }, 2],
    ['keep', null, 2],
    ['cancel', null, 0],
  ] as const)('[L9] closing with two of them: %s', (held, refusal, stay) => {
    const decision = decide(serving({}, { held: 2 }), close(lin, undefined, held), context())
    expect(decision.ok ? null : decision.refusal).toEqual(refusal)
    expect(decision.next.held).toBe(stay)
    expect(names(decision.effects).includes('cancel_held')).toBe(held === 'cancel')
  })

  it('[L9] kept at the close, they go out when the fan writes again, and the message is still routed', () => {
    const { effects, route } = allowed(subject({ held: 2 }), text('营业时间'), context())
    expect(names(effects)).toEqual(['release_held'])
    expect(route).toMatchObject({ toDeveloper: true })
  })

  it('[L9] whoever takes the conversation over still has them', () => {
    const { next } = allowed(
      serving({}, { held: 2 }),
      { type: 'take_over', by: boss, session: firstSession },
      context(),
    )
    expect(next.held).toBe(2)
  })
})

describe('automatic texts', () => {
  const greets = context({ agents: [agent(wu, { greeting: '你好，我是小吴' })] })

  it.each([
    ['five are left', { quota: quotaOf(5) }, 4],
    ['two are left', { quota: quotaOf(2) }, 1],
    ['it would be the last', { quota: quotaOf(1) }, null],
    ['nothing is left', { quota: quotaOf(0) }, null],
    ['the window is closed', { quota: quotaOf(5, { until: noon }) }, null],
    ['nothing is known', { quota: { kind: 'unknown' } }, null],
    ['replies are held', { held: 1 }, null],
  ] as const)('[L9] a greeting when %s', (_name, changes, left) => {
    const { next, effects } = allowed(waiting({}, changes), accept(wu), greets)
    const reply = { type: 'text', text: '你好，我是小吴' }
    const greeting = { type: 'auto_reply', how: 'outbox', say: { purpose: 'greeting', agent: wu, reply } }
    expect(effects.filter(({ type }) => type === 'auto_reply')).toEqual(left === null ? [] : [greeting])
    if (left !== null) expect(quotaLeftAt(next.quota, noon)).toBe(left)
  })

  const notice = { settings: { ...context().settings, queueNotice: '请稍等' } }

  it.each([
    ['nobody is free', false, ['timeline:handed_over', 'passive:queue_notice']],
    ['somebody will take them at once', true, ['timeline:handed_over']],
  ])('[L3] a queue notice when %s', (_name, isFree, effects) => {
    const about = context({ ...notice, someoneFree: () => isFree })
    expect(names(allowed(subject(), text('客服'), about).effects)).toEqual(effects)
  })

  it('[L3] the queue notice is said once', () => {
    const asked = allowed(subject(), text('客服'), context(notice)).next
    const again = allowed(asked, text('客服'), context({ ...notice, at: noon + minute }))
    expect(again.effects).toEqual([])
  })
})
