import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { Payload } from '../conversations/entries.ts'

/**
 * How long a claim holds. Longer than everything a send may wait for; what was claimed by a process that died
 * is called uncertain after it.
 */
export const claimLeaseMs = 60_000

/** An outbox row that this process alone may send, until its lease ends. Times: the database's, in milliseconds. */
export interface ClaimedReply {
  readonly accountId: AccountId
  readonly openid: string
  readonly seq: number
  readonly payload: Payload
  readonly kfAccount: string | null
  /** Attempts that ended before this one. */
  readonly attempts: number
  readonly claimedAt: number
  /** The account was paused by WeChat: this one reply asks whether it still is. */
  readonly probe: boolean
}

/** The outbox as sending sees it: which rows may be sent, and which were left behind. */
export interface Claims {
  /** Accounts with replies that are due, and with claims whose lease has ended. */
  accountsWithWork(): Promise<{ accountId: AccountId; due: boolean; expired: boolean }[]>
  /** Takes due rows of one account: of each customer only the oldest one, none of a paused account. */
  claimDue(accountId: AccountId, limit: number): Promise<ClaimedReply[]>
  /** Takes over rows whose sender never came back. They must not be sent again. */
  claimExpired(
    accountId: AccountId,
    limit: number,
  ): Promise<{ openid: string; seq: number; attempts: number }[]>
}

interface ClaimedRow {
  readonly openid: string
  readonly seq: number
  readonly payload: Payload
  readonly kf_account: string | null
  readonly attempts: number
  readonly claimed_at: number
  readonly probe: boolean
}

export function createClaims(pool: Pool, processId: string, clock: Clock): Claims {
  return {
    async accountsWithWork() {
      const found = await pool.query<{ account_id: AccountId; due: boolean; expired: boolean }>(workSql, [
        clock.skewMs,
      ])
      return found.rows.map(({ account_id: accountId, due, expired }) => ({ accountId, due, expired }))
    },
    async claimDue(accountId, limit) {
      const values = [accountId, processId, clock.skewMs, claimLeaseMs, limit]
      // Prepared: planning it takes longer than finding nothing.
      const claimed = await pool.query<ClaimedRow>({ name: 'delivery.claimDue', text: claimSql, values })
      return claimed.rows.map((row) => ({
        accountId,
        openid: row.openid,
        seq: row.seq,
        payload: row.payload,
        kfAccount: row.kf_account,
        attempts: row.attempts,
        claimedAt: row.claimed_at,
        probe: row.probe,
      }))
    },
    async claimExpired(accountId, limit) {
      const values = [accountId, processId, clock.skewMs, claimLeaseMs, limit]
      const claimed = await pool.query<{ openid: string; seq: number; attempts: number }>(
        claimExpiredSql,
        values,
      )
      return claimed.rows
    },
  }
}

/** The database's time; moved in tests alone. */
const at = (skew: string) => `(now() + ${skew}::float8 * interval '1 millisecond')`

const workSql = `
  with work as (
    select account.account_id,
      exists (
        select from outbox where outbox.account_id = account.account_id
          and outbox.state = 'pending' and outbox.next_try_at <= ${at('$1')}
      ) as due,
      exists (
        select from outbox where outbox.account_id = account.account_id
          and outbox.state = 'sending' and outbox.lease_until <= ${at('$1')}
      ) as expired
    from account
  )
  select work.account_id, work.due, work.expired from work where work.due or work.expired`

// "Oldest" counts rows of every state: what is being sent or held blocks what comes behind it (L8, L9). A row is
// inserted under its conversation's lock, so that no earlier one can appear later. The minimum is looked up row by row
// until the limit is reached; "not exists an earlier one" was joined over the whole backlog by the planner.
const claimSql = `
  with due as (
    select mine.openid, mine.seq,
      exists (select from wechat_token t where t.account_id = $1 and t.paused_code is not null) as probe
    from outbox mine
    where mine.account_id = $1 and mine.state = 'pending' and mine.next_try_at <= ${at('$3')}
      and mine.seq = (
        select min(each.seq) from outbox each
        where each.account_id = mine.account_id and each.openid = mine.openid
      )
      and not exists (select from wechat_token t where t.account_id = $1 and t.paused_until > ${at('$3')})
    order by mine.next_try_at
    limit case
      when exists (select from wechat_token t where t.account_id = $1 and t.paused_code is not null) then 1
      else $5::int
    end
    for update of mine skip locked
  )
  update outbox set
    state = 'sending', process_id = $2, lease_until = ${at('$3')} + $4::float8 * interval '1 millisecond'
  from due
  where outbox.account_id = $1 and outbox.openid = due.openid and outbox.seq = due.seq
  returning outbox.openid, outbox.seq::float8, outbox.payload, outbox.kf_account, outbox.attempts,
    date_part('epoch', ${at('$3')}) * 1000 as claimed_at, due.probe`

const claimExpiredSql = `
  with expired as (
    select outbox.openid, outbox.seq from outbox
    where outbox.account_id = $1 and outbox.state = 'sending' and outbox.lease_until <= ${at('$3')}
    order by outbox.lease_until
    limit $5::int
    for update skip locked
  )
  update outbox set process_id = $2, lease_until = ${at('$3')} + $4::float8 * interval '1 millisecond'
  from expired
  where outbox.account_id = $1 and outbox.openid = expired.openid and outbox.seq = expired.seq
  returning outbox.openid, outbox.seq::float8, outbox.attempts`
