import { describe, expect, it } from 'vitest'
import type { Command, DeveloperAnswer, Say } from './command.ts'
import { defaultSettings, type Settings } from './settings.ts'
import {
  agent,
  allowed,
  context,
  event,
  lin,
  lines,
  minute,
  names,
  noon,
  quotaOf,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

const answers = (part: Partial<DeveloperAnswer> = {}): Command => ({
  type: 'developer_answer',
  callback: 'm:1',
  reply: 'none',
  handOver: null,
  open: true,
  says: [],
  ...part,
})
const replies = { reply: 'passive', open: false } as const
const say = (purpose: Say['purpose']): Say => ({
  purpose,
  agent: null,
  reply: { type: 'text', text: purpose },
})
const settings = (part: Partial<Settings>) => ({ settings: { ...defaultSettings, ...part } })

describe('one answer, many claimants', () => {
  it('[L15] the developer URL’s word takes the answer, what waited for it goes behind, through the outbox', () => {
    const { effects, next } = allowed(subject(), answers({ ...replies, says: [say('follow')] }), context())
    expect(names(effects)).toEqual(['developer_reply', 'outbox:follow'])
    expect(next).toMatchObject({ quota: { left: 4 }, inFlight: 1, unanswered: 0 })
  })

  it('[L15] where it has no word the first text takes the answer for nothing, the next one costs', () => {
    const says = [say('rule'), say('away')]
    const { effects, next } = allowed(subject(), answers({ says }), context())
    expect(names(effects)).toEqual(['passive:rule', 'outbox:away'])
    expect(next.quota).toMatchObject({ left: 4 })
  })

  it('[L15] a link fits an answer, a picture has to be uploaded first', () => {
    const link = {
      ...say('rule'),
      reply: { type: 'link', title: '新品', description: '', url: 'https://a.example', picUrl: null },
    } as const
    const picture = { ...say('rule'), reply: { type: 'image', mediaKey: 'k' } } as const
    expect(names(allowed(subject(), answers({ says: [link] }), context()).effects)).toEqual(['passive:rule'])
    const two = allowed(subject(), answers({ says: [picture, say('away')] }), context())
    // The text would overtake the picture.
    expect(names(two.effects)).toEqual(['outbox:rule', 'outbox:away'])
  })

  it('[L15] nothing of ours overtakes what is on its way already', () => {
    const before = subject({ inFlight: 1 })
    expect(names(allowed(before, answers({ says: [say('rule')] }), context()).effects)).toEqual([
      'outbox:rule',
    ])
  })

  it('[L15] answers cost one where the account says that they do', () => {
    const costly = context(settings({ passiveFree: false }))
    expect(allowed(subject(), answers({ says: [say('rule')] }), costly).next.quota).toMatchObject({ left: 4 })
    expect(allowed(subject(), answers(replies), costly).next.quota).toMatchObject({ left: 4 })
    const last = allowed(subject({ quota: quotaOf(1) }), answers({ says: [say('rule')] }), costly)
    expect(last.effects).toEqual([])
  })

  it('[L15] a program’s answer that is no message (transfer_biz_ai_ivr) leaves nothing for ours', () => {
    const { effects } = allowed(subject(), answers({ open: false, says: [say('default')] }), context())
    expect(effects).toEqual([])
  })
})

describe('the default reply', () => {
  const said = context(settings({ defaultReply: '我们看到了' }))

  it('[L2] waits for the developer URL, and is said when that is silent', () => {
    const asked = allowed(subject(), text('在不在呢'), said)
    expect(names(asked.effects)).toEqual(['after_developer:default'])
    expect(asked.next).toMatchObject({ quota: { left: 5 }, unanswered: 1 })
    const { effects, next } = allowed(asked.next, answers({ says: [say('default')] }), said)
    expect(names(effects)).toEqual(['passive:default'])
    expect(next).toMatchObject({ quota: { left: 5 }, unanswered: 0 })
  })

  it.each([
    ['none is there', 'none'],
    ['it is left alone', 'down'],
  ] as const)('[L2] is said at once where %s', (_name, developer) => {
    expect(names(allowed(subject(), text('在不在呢'), { ...said, developer }).effects)).toEqual([
      'passive:default',
    ])
  })

  it.each([
    [
      'the developer URL has a word',
      subject(),
      answers({ ...replies, says: [say('default')] }),
      ['developer_reply'],
    ],
    [
      'it hands over',
      subject(),
      answers({ handOver: { to: null, unknownAgent: null }, says: [say('default')] }),
      ['timeline:handed_over'],
    ],
    ['an agent came meanwhile', serving(), answers({ says: [say('default')] }), []],
    ['they wait', waiting(), text('在不在呢'), []],
    ['they are served', serving(), text('在不在呢'), []],
    ['they only tap the menu', subject(), event('CLICK', 'news'), []],
    ['a rule decided', subject(), text('客服'), ['timeline:handed_over']],
  ])('[L2] is not said when %s', (_name, before, command, effects) => {
    expect(names(allowed(before, command, said).effects)).toEqual(effects)
  })
})

describe('a hand-over of the developer URL', () => {
  const handOver = { to: null, unknownAgent: null }

  it('[L15] the queue notice that it causes leaves in the answer', () => {
    const about = context(settings({ queueNotice: '请稍等' }))
    expect(names(allowed(subject(), answers({ handOver }), about).effects)).toEqual([
      'timeline:handed_over',
      'passive:queue_notice',
    ])
    const late = allowed(subject(), answers({ handOver, open: false }), about)
    expect(names(late.effects)).toEqual(['timeline:handed_over', 'outbox:queue_notice'])
  })

  it('[L3] a notice that waited is not said to who was taken meanwhile', () => {
    expect(allowed(serving(), answers({ says: [say('queue_notice')] }), context()).effects).toEqual([])
    const waits = allowed(waiting(), answers({ says: [say('queue_notice')] }), context())
    expect(names(waits.effects)).toEqual(['passive:queue_notice'])
  })

  it('[L14] is noted and nothing else while an agent serves, and ignored for who unfollowed', () => {
    expect(lines(allowed(serving(), answers({ handOver }), context()).effects)).toEqual([
      { kind: 'hand_over_ignored', by: 'developer' },
    ])
    expect(allowed(subject({ subscribed: false }), answers({ handOver }), context()).effects).toEqual([])
  })

  it('[L3] to a named agent who is away: their text is the answer', () => {
    const to = { kind: 'agent', agent: wu } as const
    const about = context({
      agents: [agent(wu, { status: 'away', awayReply: '我吃饭去了', awaySince: noon - minute })],
      ...settings({ queueNotice: '请稍等' }),
    })
    const { effects } = allowed(subject(), answers({ handOver: { to, unknownAgent: null } }), about)
    expect(names(effects)).toEqual(['timeline:handed_over', 'passive:away'])
  })
})

describe('a word that comes after WeChat’s answer', () => {
  const late = answers({ reply: 'late', open: false })

  it.each([
    ['costs one message', subject(), 'outbox', undefined, 4],
    [
      'is tried where nothing is known',
      subject({ quota: { kind: 'unknown' } }),
      'outbox',
      undefined,
      undefined,
    ],
    ['stays in the record when none is left', subject({ quota: quotaOf(0) }), 'unsent', 'quota_used', 0],
    [
      'or the window is closed',
      subject({ quota: quotaOf(5, { until: noon }) }),
      'unsent',
      'reply_window_closed',
      5,
    ],
    ['or replies wait before it', subject({ held: 1 }), 'unsent', 'held_before', 5],
    ['or the fan left', subject({ subscribed: false }), 'unsent', 'unsubscribed', 5],
  ] as const)('[L9] %s', (_name, before, how, why, left) => {
    const { effects, next } = allowed(before, late, context())
    expect(effects).toEqual([{ type: 'developer_reply', how, ...(why === undefined ? {} : { why }) }])
    if (left !== undefined) expect(next.quota).toMatchObject({ left })
    expect(next.inFlight).toBe(how === 'outbox' ? 1 : 0)
  })
})

describe('how many messages nobody answered', () => {
  it('[L2] counts the fan’s in a row, from whoever answered last', () => {
    let now = subject()
    for (const words of ['一', '二', '三']) now = allowed(now, text(words), context()).next
    expect(now.unanswered).toBe(3)
    expect(allowed(now, answers(replies), context()).next.unanswered).toBe(0)
    expect(allowed(now, answers(), context()).next.unanswered).toBe(3)
    const notice = allowed(now, text('客服'), context(settings({ queueNotice: '请稍等' }))).next
    expect(notice.unanswered).toBe(4)
    const api = allowed(now, { type: 'api_reply', agent: null }, context()).next
    expect(api.unanswered).toBe(0)
    const served = { ...serving(), unanswered: 3 }
    const session = served.conversation.state === 'serving' ? served.conversation.session : null
    if (session === null) throw new Error('not served')
    expect(
      allowed(served, { type: 'reply', by: lin, session, mode: 'send' }, context()).next.unanswered,
    ).toBe(0)
  })
})
