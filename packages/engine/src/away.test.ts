import { describe, expect, it } from 'vitest'
import type { Command } from './command.ts'
import type { Subject } from './conversation.ts'
import {
  agent,
  allowed,
  context,
  event,
  hour,
  lin,
  minute,
  names,
  noon,
  quotaOf,
  reservedForWu,
  serving,
  subject,
  text,
  waiting,
  wu,
} from './testing/builders.ts'

const words = '我吃饭去了，一点回来'
const isAway = { status: 'away', awayReply: words, awaySince: noon - hour } as const
const linAway = context({ agents: [agent(lin, isAway)] })
const wuAway = context({ agents: [agent(wu, isAway)] })
const toWu: Command = { type: 'hand_over', by: 'developer', to: { kind: 'agent', agent: wu } }

function said(before: Subject, command: Command, about = linAway): string[] {
  return names(allowed(before, command, about).effects).filter((name) => name.endsWith(':away'))
}

describe('a customer of an agent who is away', () => {
  it('[S18] hears it once, also when they write again', () => {
    const first = allowed(serving(), text('在吗'), linAway)
    const say = { purpose: 'away', agent: lin, reply: { type: 'text', text: words } }
    expect(first.effects).toContainEqual({ type: 'auto_reply', how: 'passive', say })
    expect(first.next).toMatchObject({ awayRepliedAt: noon, quota: { left: 5 } })
    expect(said(first.next, text('人呢'))).toEqual([])
  })

  it('[S18] hears it again when the agent is away anew', () => {
    const before = serving({}, { awayRepliedAt: noon - minute })
    const anew = context({ agents: [agent(lin, { ...isAway, awaySince: noon - 1 })] })
    expect(said(before, text('在吗'), anew)).toEqual(['passive:away'])
  })

  it('[S18] hears it while they wait for them, and with the hand-over itself', () => {
    expect(said(waiting(reservedForWu), text('在吗'), wuAway)).toEqual(['after_developer:away'])
    expect(said(subject(), toWu, wuAway)).toEqual(['outbox:away'])
  })

  it('[S18] hears no queue notice besides', () => {
    const settings = { ...wuAway.settings, queueNotice: '请稍等' }
    const { effects } = allowed(subject(), toWu, { ...wuAway, settings })
    expect(effects.filter((effect) => effect.type === 'auto_reply')).toMatchObject([
      { say: { purpose: 'away' } },
    ])
  })

  it('[L9] does not hear it before held replies, nor as the last message', () => {
    const withHeld = { held: 3, quota: quotaOf(0, { until: noon - 1 }) }
    const settings = {
      ...linAway.settings,
      quota: { ...linAway.settings.quota, message: { messages: 2, windowMs: 48 * hour } },
    }
    const about = { ...linAway, settings }
    expect(said(serving({}, withHeld), text('在吗'), about)).toEqual([])
    expect(said(serving({}, { ...withHeld, held: 1 }), text('在吗'), about)).toEqual([])
    const { effects } = allowed(serving({}, { held: 3, quota: quotaOf(0) }), text('在吗'), linAway)
    expect(names(effects)).toEqual(['release_held', 'outbox:away'])
  })

  it.each([
    ['the switch is off or no text is in use', serving(), text('在吗'), { ...isAway, awayReply: null }],
    ['they are served by somebody else', serving({ agent: wu }), text('在吗'), isAway],
    ['they are kept for nobody', waiting(), text('在吗'), isAway],
    ['they only tap the menu', serving(), event('CLICK', 'menu'), isAway],
  ])('[S18] hears nothing when %s', (_name, before, command, facts) => {
    expect(said(before, command, context({ agents: [agent(lin, facts)] }))).toEqual([])
  })
})
