import { z } from 'zod'
import { timeSchema } from './ids.ts'

/** Why an answer of the developer URL could not be used. `late`: it came, after WeChat had heard success. */
export const developerFailureReasons = [
  'refused',
  'dns',
  'timeout',
  'status',
  'redirect',
  'too_big',
  'malformed',
  'reset',
  'tls',
  'private_address',
  'late',
] as const
export type DeveloperFailureReason = (typeof developerFailureReasons)[number]

export const developerFailureSchema = z.object({
  at: timeSchema,
  reason: z.enum(developerFailureReasons),
  /** HTTP status, for `status` and `redirect`. */
  status: z.number().int().nullable(),
  tookMs: z.number().int(),
})
export type DeveloperFailure = z.infer<typeof developerFailureSchema>

const developerHealthSchema = z.object({
  /** `open`: it is left alone at present, WeChat hears success at once. `none`: the account has no developer URL. */
  state: z.enum(['ok', 'failing', 'open', 'none']),
  /** Since when `state` holds; null while it was never asked. */
  since: timeSchema.nullable(),
  /** Milliseconds until its answers of the last hour were there; null without any. */
  latency: z
    .object({
      p50: z.number().int(),
      p95: z.number().int(),
      p99: z.number().int(),
      count: z.number().int(),
    })
    .nullable(),
  /** The last twenty, newest first. */
  failures: z.array(developerFailureSchema),
  /** The next probe is one real message. */
  breaker: z.object({ openedAt: timeSchema, nextProbeAt: timeSchema }).nullable(),
  /** Of the last hour: what came too late for WeChat, by what became of it. */
  lateReplies: z.object({ sent: z.number().int(), notSent: z.number().int() }),
  /** Of the last hour: messages that it never heard of, since the breaker was open. */
  spared: z.number().int(),
})

/**
 * `GET /api/accounts/:account/health` (admin): how the gateway stands, of all processes together. Figures are at most
 * some seconds old.
 */
export const healthSchema = z.object({
  at: timeSchema,
  developer: developerHealthSchema,
  callbacks: z.object({
    lastAt: timeSchema.nullable(),
    /** Callbacks in each of the last sixty minutes, the present one last. */
    perMinute: z.array(z.number().int()),
    /** Of the last hour, most frequent first: the codec's word for why (bad_signature …). */
    refused: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    /** Of the last hour: closed without an answer, since they could not be stored. */
    hungUp: z.number().int(),
    /** On the disk of the process that answers: what came while its database was away, and is not in it yet. */
    spool: z.object({ records: z.number().int(), bytes: z.number().int() }),
  }),
  token: z.object({
    state: z.enum(['ok', 'failed', 'paused', 'none']),
    /** When the present one ends, or the pause. */
    until: timeSchema.nullable(),
    error: z.string().nullable(),
    /** Tokens of the last day that WeChat refused while they should have lived. */
    killed: z.object({
      times: z.number().int(),
      lastAt: timeSchema.nullable(),
      likely: z.enum(['other_system']).nullable(),
    }),
  }),
  outbox: z.object({
    pending: z.number().int(),
    held: z.number().int(),
    oldestPendingAt: timeSchema.nullable(),
    /** WeChat's own pause (45009, 45011). */
    pausedUntil: timeSchema.nullable(),
    pausedCode: z.number().int().nullable(),
  }),
  /** Files of the last day that could not be fetched. */
  media: z.object({ failed: z.number().int() }),
  /** Desks that are open now, and the agents behind them. */
  desks: z.object({ sockets: z.number().int(), agents: z.number().int() }),
  programs: z.object({
    /** Of the last hour: messages of programs that did not reach their fans, also those whose program had heard 0 (queued). */
    failed: z.number().int(),
    /** How long ago the records end that getmsglist gives: a transaction that writes may still add to later ones. */
    recordsBehindMs: z.number().int(),
  }),
  /** This server's clock minus the database's. */
  clockSkewMs: z.number().int(),
  /** The database's clock jumped by so much and is not believed: until it agrees again, or then, nothing expires. */
  clockJump: z.object({ byMs: z.number().int(), believedAt: timeSchema }).nullable(),
})
export type Health = z.infer<typeof healthSchema>
