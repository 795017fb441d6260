import { createHash } from 'node:crypto'
import type { ChatRecord } from '@duokefu/wechat'

/**
 * The name of a record: WeChat gives none, so that what it says, to the second, is one. Equal records (「在吗」 twice in a
 * second) are told apart by their place among equals.
 */
export function fingerprintOf({ openid, time, opercode, worker, text }: ChatRecord): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([openid, time, opercode, worker, text]))
    .digest()
}

/** Each record with its place among equals, `before` of which earlier pages had. */
export function numbered(
  records: readonly ChatRecord[],
  before: ReadonlyMap<string, number>,
): { readonly record: ChatRecord; readonly digest: Buffer; readonly nth: number }[] {
  const seen = new Map(before)
  return records.map((record) => {
    const digest = fingerprintOf(record)
    const key = digest.toString('hex')
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    return { record, digest, nth }
  })
}
