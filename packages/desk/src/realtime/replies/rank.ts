import type { QuickReply } from '@duokefu/contract'

const weekMs = 7 * 24 * 3_600_000

/** What is being looked for; `QuickReply` and `Material` can be found. */
export interface Findable {
  readonly title: string
  readonly text: string
  readonly initials: string
}

/** How well it fits, 0 = not at all: by title, by first letters of pinyin, by the text. */
export function fit({ title, text, initials }: Findable, query: string): number {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return 1
  const name = title.toLowerCase()
  const letters = initials.split(' ')
  if (name.startsWith(wanted)) return 6
  if (letters.some((part) => part.startsWith(wanted))) return 5
  if (name.includes(wanted)) return 4
  if (text.toLowerCase().includes(wanted)) return 3
  return letters.some((part) => part.includes(wanted)) ? 2 : 0
}

/** How much a reply is used by now: halves every week. */
function usedNow({ score, usedAt }: Pick<QuickReply, 'score' | 'usedAt'>, now: number): number {
  return usedAt === null ? 0 : score * 0.5 ** ((now - usedAt) / weekMs)
}

/** The replies that fit, the best first; among equals the one used lately and often, then the order they have. */
export function findReplies(
  replies: readonly QuickReply[],
  query: string,
  now: number,
): readonly QuickReply[] {
  return replies
    .map((reply) => ({ reply, fit: fit(reply, query), used: usedNow(reply, now) }))
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit || b.used - a.used)
    .map(({ reply }) => reply)
}
