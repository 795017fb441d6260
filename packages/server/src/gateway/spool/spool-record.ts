import type { AccountId } from '@duokefu/engine'
import { type Callback, decodePush } from '@duokefu/wechat'
import { z } from 'zod'
import type { AnswerEntry } from '../../conversations/entries.ts'
import type { Secrets } from '../../secrets.ts'

/** What the developer URL said to a callback, as commit B has it. */
export type Told = Pick<AnswerEntry, 'answer' | 'reply' | 'handOver' | 'late'> & { readonly awaited: boolean }

/** A callback that could not be committed, or what the developer URL said to one. `attemptId` joins the two. */
export type SpoolRecord =
  | {
      readonly type: 'callback'
      readonly accountId: AccountId
      readonly attemptId: string
      readonly arrivedAt: number
      /** The developer URL was left alone then, since it kept failing. */
      readonly spared: boolean
      readonly callback: Callback
    }
  | { readonly type: 'told'; readonly attemptId: string; readonly told: Told }

/** What stands before the callback's own bytes. The process that reads it may be of an older or newer release. */
const headSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('callback'),
    accountId: z.string(),
    attemptId: z.string(),
    arrivedAt: z.number(),
    spared: z.boolean(),
  }),
  z.object({ type: z.literal('told'), attemptId: z.string(), told: z.looseObject({ awaited: z.boolean() }) }),
])

/** Sealed with the server's secret: what customers wrote lies nowhere in clear but in the database. */
export function sealRecord(record: SpoolRecord, secrets: Secrets): Buffer {
  const { clear, head } =
    record.type === 'callback' ? partsOf(record) : { clear: Buffer.alloc(0), head: record }
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return secrets.seal(Buffer.concat([length, json, clear]))
}

/** Throws when it was sealed with another secret, or is none of ours. */
export function openRecord(sealed: Buffer, secrets: Secrets): SpoolRecord {
  const bytes = secrets.open(sealed)
  const end = 4 + bytes.readUInt32BE(0)
  const head = headSchema.parse(JSON.parse(bytes.subarray(4, end).toString()))
  // Sealed by ourselves: nobody else can have written it.
  if (head.type === 'told') return { ...head, told: head.told as unknown as Told }
  const clear = bytes.subarray(end)
  const decoded = decodePush(clear)
  if (!decoded.ok) throw new Error('a spooled callback is no push')
  const callback = { format: decoded.format, encrypted: false, aesKey: null, clear, push: decoded.push }
  return { ...head, accountId: head.accountId as AccountId, callback }
}

function partsOf({ callback, ...head }: Extract<SpoolRecord, { type: 'callback' }>) {
  return { clear: callback.clear, head }
}
