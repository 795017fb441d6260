import type { ConversationRow } from '@duokefu/contract'
import { splitFaces } from '@duokefu/wechat/faces'
import type { TFunction } from 'i18next'
import type { Duration, Limit, Prefix, WhenSaid } from './row-facts.ts'

type T = TFunction<'lists'>

export function customerName(row: ConversationRow): string {
  return row.remark ?? row.alias
}

export function durationWords(t: T, duration: Duration): string {
  switch (duration.kind) {
    case 'clock':
      return duration.text
    case 'hours':
      return t('time.hours', { hours: duration.hours, minutes: duration.minutes })
    case 'days':
      return t('time.days', { days: duration.days })
  }
}

export function whenWords(t: T, when: WhenSaid): string {
  switch (when.kind) {
    case 'time':
    case 'date':
      return when.text
    case 'yesterday':
      return t('time.yesterday')
    case 'weekday':
      return t(`time.weekday.${when.day}`)
  }
}

export function prefixWords(t: T, prefix: Prefix): string {
  return prefix.kind === 'held' ? t('prefix.held', { total: prefix.count }) : t(`prefix.${prefix.kind}`)
}

export function limitWords(t: T, limit: Limit): string {
  switch (limit.kind) {
    case 'hours':
      return t('limit.hours', { hours: limit.hours })
    case 'minutes':
      return t('limit.minutes', { minutes: limit.minutes })
    case 'left':
      return t('limit.left', { left: limit.count })
  }
}

const named: ReadonlySet<string> = new Set([
  'image',
  'voice',
  'video',
  'location',
  'link',
  'miniprogram',
  'file',
  'music',
  'menu',
])

/** The last line of a row: what was said, or what kind of thing it was. */
export function previewWords(
  t: T,
  row: ConversationRow,
  me: string,
  agentName: (id: string) => string | null,
): string {
  const { last } = row
  if (last === null) return t('preview.nothing')
  const kind = named.has(last.type) ? t(`kind.${last.type}`) : null
  const said =
    kind === null ? withFaceNames(last.text) : last.type === 'image' ? kind : `${kind} ${last.text}`.trim()
  const text = said === '' ? t('kind.other') : said
  if (last.direction !== 'out') return text
  if (last.origin === 'auto') return t('preview.auto', { text })
  if (last.origin !== 'agent' || last.agentId === null) return t('preview.mall', { text })
  if (last.agentId === me) return t('preview.own', { text })
  return t('preview.colleague', { name: agentName(last.agentId) ?? t('preview.agent'), text })
}

/** `/::)` as [微笑]: a list says faces by name. */
function withFaceNames(text: string): string {
  return splitFaces(text)
    .map((part) => (part.type === 'text' ? part.text : `[${part.face.name}]`))
    .join('')
}

/** Why they wait: the word or the place that handed them over. */
export function causeWords(
  t: T,
  row: ConversationRow,
  agentName: (id: string) => string | null,
  groupName: (id: string) => string | null,
): string {
  if (row.reservedFor?.kind === 'agent') {
    const name = agentName(row.reservedFor.agent)
    return row.cause === 'transfer' ? t('cause.transferTo', { name }) : t('cause.named', { name })
  }
  if (row.reservedFor?.kind === 'group') {
    const group = groupName(row.reservedFor.group)
    if (group !== null) return t('cause.group', { group })
  }
  if (row.cause === 'transfer') return t('cause.transfer')
  if (row.cause === 'agent_left') return t('cause.agentLeft')
  if (row.reason?.kind === 'developer_down') return t('cause.down')
  if (row.reason?.kind === 'rule') {
    const { matched, ruleName } = row.reason
    // Several conditions, or one without a word of the fan: the rule's name says it shorter.
    return /^$| \+ |^(first_message|follow|business_hours\..+|unanswered\..+)$/.test(matched)
      ? t('cause.byRule', { rule: ruleName })
      : t('cause.rule', { matched })
  }
  return t('cause.mall')
}

/** How it ended, for 「最近」. */
export function endingWords(
  t: T,
  row: ConversationRow,
  me: string,
  agentName: (id: string) => string | null,
): string {
  const name = row.agentId === null ? null : agentName(row.agentId)
  if (!row.subscribed) return t('ending.unsubscribed')
  switch (row.endReason) {
    case 'closed':
      return row.lastAgentId === me ? t('ending.byMe') : t('ending.closed')
    case 'transferred':
      return name === null ? t('ending.transferred') : t('ending.transferredTo', { name })
    case 'taken_over':
      return name === null ? t('ending.takenOver') : t('ending.takenOverBy', { name })
    case 'timeout':
    case 'taken_back':
    case 'agent_left':
    case 'unsubscribed':
    case 'interface_off':
    case 'wechat_desk':
      return t(`ending.${row.endReason}`)
    default:
      return t('ending.closed')
  }
}
