import type { MessageRecord, Preview } from './records.ts'

const previewLength = 80

/** A record as the line of a row shows it. */
export function previewOf({
  seq,
  at,
  direction,
  origin,
  agentId,
  content,
  delivery,
}: MessageRecord): Preview {
  return { seq, at, direction, origin, agentId, type: content.type, text: previewText(content), delivery }
}

function previewText(content: MessageRecord['content']): string {
  switch (content.type) {
    case 'text':
      return clip(content.text)
    case 'voice':
      return clip(content.recognition ?? '')
    case 'location':
      return clip(content.label)
    case 'link':
    case 'miniprogram':
    case 'music':
      return clip(content.title)
    case 'file':
      return clip(content.name)
    case 'menu':
      return clip(content.head)
    case 'fan_event':
      return content.event
    case 'unknown':
      return content.msgType
    case 'image':
    case 'video':
    case 'timeline':
    case 'note':
      return ''
  }
}

/** By code points, so that a face is never cut in half. */
function clip(text: string): string {
  if (text.length <= previewLength) return text
  return [...text.slice(0, previewLength * 2)].slice(0, previewLength).join('')
}
