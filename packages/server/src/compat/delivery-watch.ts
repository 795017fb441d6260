import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import type { MessageRecord } from '../conversations/records.ts'
import type { Timers } from '../delivery/timers.ts'

type Delivery = Pick<MessageRecord, 'delivery' | 'errcode' | 'errmsg'>

/** What becomes of a message: whoever sent it may wait for WeChat's word. */
export interface DeliveryWatch {
  /** The record once it is not on its way any more, or as it is when the time is over. */
  settled(accountId: AccountId, message: MessageRecord, withinMs: number): Promise<Delivery>
  start(): void
  stop(): void
}

/** The process that took a message nearly always sends it; what another one sent is seen by looking. */
const lookEveryMs = 500

export function createDeliveryWatch(
  {
    ledger,
    pool,
    clock,
    log,
  }: Pick<Context, 'clock' | 'log' | 'pool'> & { readonly ledger: Pick<Context['ledger'], 'onCommitted'> },
  timers: Timers,
): DeliveryWatch {
  /** By record: a message that is sent twice under one id has two who wait. */
  const waiting = new Map<string, Set<(delivery: Delivery) => void>>()
  const nameOf = (accountId: AccountId, { openid, seq }: Pick<MessageRecord, 'openid' | 'seq'>) =>
    `${accountId}/${openid}/${seq}`
  let unsubscribe = () => {}

  async function look(accountId: AccountId, { openid, seq, at }: MessageRecord): Promise<Delivery | null> {
    const found = await pool.query<Delivery>(
      `select delivery, errcode, errmsg from message
       where account_id = $1 and openid = $2 and seq = $3 and at = to_timestamp($4::float8 / 1000)`,
      [accountId, openid, seq, at],
    )
    return found.rows[0] ?? null
  }

  /** The message is committed already: whoever hears an error now sends it a second time. */
  const lookQuietly = (accountId: AccountId, message: MessageRecord) =>
    look(accountId, message).catch((error: unknown) => {
      log.warn({ account: accountId, err: error }, 'what became of a message could not be read')
      return null
    })

  return {
    async settled(accountId, message, withinMs) {
      if (message.delivery !== 'sending') return message
      const name = nameOf(accountId, message)
      const until = clock.now() + withinMs
      const those = waiting.get(name) ?? new Set()
      waiting.set(name, those)
      let tell = (_: Delivery) => {}
      const told = new Promise<Delivery>((resolve) => {
        tell = resolve
      })
      those.add(tell)
      try {
        for (;;) {
          const heard = await Promise.race([told, timers.wait(Math.min(lookEveryMs, withinMs))])
          const now = heard ?? (await lookQuietly(accountId, message))
          if (now !== null && now.delivery !== 'sending') return now
          if (clock.now() >= until) return now ?? message
        }
      } finally {
        those.delete(tell)
        if (those.size === 0) waiting.delete(name)
      }
    },
    start() {
      unsubscribe = ledger.onCommitted(({ accountId, changes }) => {
        if (waiting.size === 0) return
        for (const { messages } of changes) {
          for (const message of messages) {
            if (message.delivery === 'sending') continue
            for (const tell of waiting.get(nameOf(accountId, message)) ?? []) tell(message)
          }
        }
      })
    },
    stop: () => unsubscribe(),
  }
}
