import type { MessageRecord } from '../../conversations/records.ts'
import { type ExportLanguage, exportWords } from './words.ts'

/** One record as a file shows it. */
export interface ExportLine {
  /** Wall-clock time of the account's zone, 2026-11-22 14:03:05. */
  readonly time: string
  readonly customer: string
  readonly openid: string
  /** Who said it: the customer, an agent by name, the mall, ours by itself. */
  readonly who: string
  readonly kind: string
  readonly text: string
  /** What WeChat made of a reply; '' where that is no question. */
  readonly delivery: string
  readonly direction: MessageRecord['direction']
  readonly session: string
  readonly record: MessageRecord
}

export interface LineNames {
  readonly language: ExportLanguage
  readonly timeZone: string
  readonly agentName: (id: string | null) => string | null
  readonly customerName: (openid: string) => string
}

/** Makes lines of records, with names and words instead of ids and codes. */
export function createLines({ language, timeZone, agentName, customerName }: LineNames) {
  const words = exportWords[language]
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return (record: MessageRecord): ExportLine => {
    const customer = customerName(record.openid)
    const { content, direction, origin } = record
    return {
      // WeChat's own time where ours only says where the record stands (L16).
      time: format.format(record.seq <= 0 ? (record.sentAt ?? record.at) : record.at),
      customer,
      openid: record.openid,
      who:
        origin === 'fan'
          ? customer
          : origin === 'agent'
            ? (agentName(record.agentId) ?? words.agent)
            : words.origins[origin],
      kind: direction === 'note' ? words.note : (words.kinds[content.type] ?? content.type),
      text: textOf(content),
      delivery: record.delivery === null ? '' : words.delivery[record.delivery],
      direction,
      session: record.sessionId ?? '',
      record,
    }
  }
}

function textOf(content: MessageRecord['content']): string {
  switch (content.type) {
    case 'text':
    case 'note':
      return content.text
    case 'voice':
      return content.recognition ?? ''
    case 'location':
      return `${content.label} (${content.latitude}, ${content.longitude})`
    case 'link':
    case 'music':
      return `${content.title} ${content.url}`
    case 'miniprogram':
      return `${content.title} ${content.pagePath}`
    case 'file':
      return content.name
    case 'menu':
      return [content.head, ...content.items.map((item) => item.content), content.tail].join('\n')
    case 'fan_event':
      return [content.event, content.key].filter((part) => part !== null && part !== '').join(' ')
    case 'timeline':
      return content.line.kind
    case 'unknown':
      return content.msgType
    case 'image':
    case 'video':
      return ''
  }
}
