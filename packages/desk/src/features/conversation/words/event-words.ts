import type { Message } from '@duokefu/contract'
import type { Words } from './time-words.ts'

/** An agent's name by id, as the reader's language says it; likewise a group's. */
export type NameOf = (agentId: string | null) => string
export type GroupNameOf = (groupId: string | null) => string

type Line = Readonly<Record<string, unknown>> & { readonly kind: string }

/** The sentence of a timeline line (接入, 转接, 超时结束 …); a kind of a newer server names itself. */
export function timelineWords(line: Line, nameOf: NameOf, groupOf: GroupNameOf): Words {
  const name = nameOf(text(line.agent))
  switch (line.kind) {
    case 'handed_over':
      return handedOver(line, nameOf, groupOf)
    case 'accepted':
      return { key: line.auto === true ? 'event.acceptedAuto' : 'event.accepted', values: { name } }
    case 'transferred':
      return transferred(line, nameOf, groupOf)
    case 'taken_back':
    case 'taken_over': {
      const from = text(line.from)
      const key = line.kind === 'taken_back' ? 'event.takenBack' : 'event.takenOver'
      return { key: from === null ? key : `${key}From`, values: { name, from: nameOf(from) } }
    }
    case 'dismissed': {
      const reason = text(line.reason)
      return {
        key: reason === null ? 'event.dismissed' : 'event.dismissedBecause',
        values: { name, reason: reason ?? '' },
      }
    }
    case 'timed_out':
      return { key: `event.timedOut.${text(line.after) ?? 'idle'}`, values: { name } }
    case 'reservation_lapsed':
      return lapsed(line, nameOf, groupOf)
    case 'agent_unknown':
      return {
        key: `event.agentUnknown${next(line.to)}`,
        values: { account: text(line.name) ?? '', ...nextName(line.to, groupOf) },
      }
    case 'nobody_took': {
      const waitedMs = number(line.waitedMs)
      const key = `event.${waitedMs === 0 ? 'nobodyOnline' : 'nobodyTook'}${line.told === true ? '' : 'Untold'}`
      return { key, values: { minutes: minutesOf(waitedMs) } }
    }
    case 'handed_to_wechat': {
      const agent = text(line.agent)
      const key = agent === null ? 'event.handedToWechat' : 'event.handedToWechatAgent'
      return { key, values: { rule: text(line.ruleName) ?? '', name: nameOf(agent) } }
    }
    case 'tagged': {
      const tags = Array.isArray(line.tags) ? line.tags.join('、') : ''
      return { key: 'event.tagged', values: { rule: text(line.ruleName) ?? '', tags } }
    }
    case 'held_expired':
      return { key: 'event.held_expired', values: { count: number(line.count) } }
    case 'hand_over_ignored':
      return { key: line.by === 'api' ? 'event.ignoredApi' : 'event.ignoredMall', values: {} }
    case 'opened_by_api': {
      const note = text(line.text)
      const key = note === null ? 'event.openedByApi' : 'event.openedByApiNote'
      return { key, values: { name, note: note ?? '' } }
    }
    case 'closed_by_api':
    case 'reopened':
    case 'closed':
    case 'close_undone':
    case 'agent_left':
    case 'unsubscribed':
    case 'interface_off':
    case 'wechat_desk':
      return { key: `event.${line.kind}`, values: { name } }
    default:
      return { key: 'event.other', values: { kind: line.kind } }
  }
}

/** The sentence of what a fan did without writing: follow, scan, menu tap … */
export function fanEventWords(event: string, key: string | null): Words {
  const scene = (key ?? '').replace(/^qrscene_/, '')
  switch (event.toLowerCase()) {
    case 'subscribe':
      return { key: scene === '' ? 'event.subscribe' : 'event.subscribeByScan', values: { scene } }
    case 'unsubscribe':
      return { key: 'event.unsubscribe', values: {} }
    case 'scan':
      return { key: 'event.scan', values: { scene } }
    case 'click':
      return { key: 'event.click', values: { key: key ?? '' } }
    case 'view':
      return { key: 'event.view', values: { url: key ?? '' } }
    case 'location':
      return { key: 'event.location', values: {} }
    default:
      return { key: 'event.otherFan', values: { event } }
  }
}

/** Why a message went where it went (L2), as 「为什么？」 explains it. */
export function reasonWords(reason: NonNullable<Message['reason']>): Words {
  if (reason.kind !== 'rule') return { key: `reason.${reason.kind}`, values: {} }
  return { key: 'reason.rule', values: { rule: reason.ruleName } }
}

/** What of a message fitted a rule, part by part: words of the fan, or conditions that have none. */
export function matchedWords(matched: string): readonly Words[] {
  return matched
    .split(' + ')
    .filter((part) => part !== '')
    .map((part) => {
      const [, count] = /^unanswered\.(\d+)$/.exec(part) ?? []
      if (count !== undefined) return { key: 'reason.matched.unanswered', values: { count: Number(count) } }
      const name = conditionsWithoutWords.get(part)
      return name === undefined
        ? { key: 'reason.matched.word', values: { word: part } }
        : { key: `reason.matched.${name}`, values: {} }
    })
}

const conditionsWithoutWords: ReadonlyMap<string, string> = new Map([
  ['first_message', 'first'],
  ['follow', 'follow'],
  ['business_hours.open', 'open'],
  ['business_hours.closed', 'closed'],
])

function handedOver(line: Line, nameOf: NameOf, groupOf: GroupNameOf): Words {
  const agent = agentOf(line.to)
  if (line.by === 'developer_down') return { key: 'event.handedOverDown', values: {} }
  const by = line.by === 'rule' ? 'Rule' : line.by === 'api' ? 'Api' : 'Mall'
  const to = agent !== null ? 'ToAgent' : line.to ? 'ToGroup' : ''
  return {
    key: `event.handedOver${by}${to}`,
    values: { rule: text(line.ruleName) ?? '', name: nameOf(agent), group: groupOf(groupIdOf(line.to)) },
  }
}

/** Whom a customer was kept for is not there, or didn't take them; whose they are next. */
function lapsed(line: Line, nameOf: NameOf, groupOf: GroupNameOf): Words {
  const agent = agentOf(line.from)
  const waitedMs = number(line.waitedMs)
  const who = agent === null ? 'group' : 'agent'
  return {
    key: `event.${who}${waitedMs === 0 ? 'NotThere' : 'Lapsed'}${next(line.to)}`,
    values: {
      name: nameOf(agent),
      group: groupOf(groupIdOf(line.from)),
      minutes: minutesOf(waitedMs),
      ...nextName(line.to, groupOf),
    },
  }
}

function next(to: unknown): 'ToGroup' | '' {
  return groupIdOf(to) === null ? '' : 'ToGroup'
}

function nextName(to: unknown, groupOf: GroupNameOf): { readonly next?: string } {
  const group = groupIdOf(to)
  return group === null ? {} : { next: groupOf(group) }
}

function minutesOf(ms: number): number {
  return Math.max(1, Math.round(ms / 60_000))
}

function transferred(line: Line, nameOf: NameOf, groupOf: GroupNameOf): Words {
  const agent = agentOf(line.to)
  const target = agent !== null ? 'Agent' : kindOf(line.to) === 'group' ? 'Group' : 'Everybody'
  const note = text(line.note)
  return {
    key: note === null ? `event.transferred${target}` : `event.transferred${target}Note`,
    values: {
      name: nameOf(text(line.from)),
      to: nameOf(agent),
      group: groupOf(groupIdOf(line.to)),
      note: note ?? '',
    },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function kindOf(target: unknown): string | null {
  return typeof target === 'object' && target !== null && 'kind' in target ? text(target.kind) : null
}

function agentOf(target: unknown): string | null {
  return typeof target === 'object' && target !== null && 'agent' in target ? text(target.agent) : null
}

function groupIdOf(target: unknown): string | null {
  return typeof target === 'object' && target !== null && 'group' in target ? text(target.group) : null
}
