import type { Message } from '@duokefu/contract'

/** What a colleague wrote to whoever takes over, with the last transfer among these records; null = nothing. */
export function transferNote(messages: readonly Message[]): string | null {
  for (const { content } of messages.toReversed()) {
    if (content.type !== 'timeline' || content.line.kind !== 'transferred') continue
    const { note } = content.line
    return typeof note === 'string' && note !== '' ? note : null
  }
  return null
}
