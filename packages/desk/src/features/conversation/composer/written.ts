import type { ReplyContent } from '@duokefu/contract'
import type { Attachment } from './attachment-store.ts'
import { withFaceCodes } from './faces-in-text.ts'
import { splitText } from './split-text.ts'

/** One message that 发送 makes. */
export interface Written {
  readonly content: ReplyContent
  /** Id of the attachment that it is. */
  readonly attachment: string | null
}

const cards: ReadonlySet<ReplyContent['type']> = new Set(['link', 'menu', 'miniprogram'])

/** The messages, in the order they go: pictures, voices and videos, the text in its parts, then cards. */
export function writtenAs(text: string, attached: readonly Attachment[]): readonly Written[] {
  const there = attached.flatMap(({ id, content }) => (content === null ? [] : [{ content, attachment: id }]))
  const parts = splitText(withFaceCodes(text)).map((part) => {
    return { content: { type: 'text', text: part } as const, attachment: null }
  })
  return [
    ...there.filter(({ content }) => !cards.has(content.type)),
    ...parts,
    ...there.filter(({ content }) => cards.has(content.type)),
  ]
}
