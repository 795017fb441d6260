import type { Entry } from '../api.ts'
import { NOTICE_WORD, type Say } from '../words.ts'

/** What a chat list shows of the last entry. */
export function previewOf(last: Entry | null, accountName: string, say: Say): string {
  if (last === null) return say('justFollowed')
  const { content } = last
  switch (content.type) {
    case 'text':
      return content.text
    case 'image':
      return `[${say('album')}]`
    case 'voice':
      return `[${say('voice')}]`
    case 'video':
      return `[${say('video')}]`
    case 'location':
      return `[${say('location')}] ${content.label}`
    case 'file':
      return `[${say('file')}] ${content.name}`
    case 'menu':
      return content.head
    case 'card':
      return `[${say('card')}]`
    case 'notice':
      return say(NOTICE_WORD[content.notice], { account: accountName })
    default:
      return content.title
  }
}
