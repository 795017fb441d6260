import type { LoginTicketState } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { movedNow } from './database-time.ts'

export interface NewTicket {
  readonly id: string
  readonly hash: Buffer
  readonly accountId: AccountId
  readonly browserHash: Buffer
  readonly digits: string
  readonly userAgent: string | null
  readonly address: string
  readonly lifeMs: number
  readonly skewMs: number
}

/** Old tickets go with each new one: there are few, and nothing else looks after them. */
export async function insertTicket(pool: Pool, ticket: NewTicket): Promise<void> {
  await pool.query(
    `with old as (delete from login_ticket where expires_at < ${movedNow('$8')} - interval '1 hour')
     insert into login_ticket
       (ticket_id, ticket_hash, account_id, browser_hash, digits, user_agent, address, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, ${movedNow('$8')},
       ${movedNow('$8')} + make_interval(secs => $9::float8 / 1000))`,
    [
      ticket.id,
      ticket.hash,
      ticket.accountId,
      ticket.browserHash,
      ticket.digits,
      ticket.userAgent,
      ticket.address,
      ticket.skewMs,
      ticket.lifeMs,
    ],
  )
}

/** As it is now: an end stays what it was, anything else expires. `$2` is the skew. */
const presentState = `case when state in ('waiting', 'scanned', 'confirmed') and expires_at <= ${movedNow('$2')}
  then 'expired' else state end`

export interface SeenTicket {
  readonly id: string
  readonly state: LoginTicketState
  /** Until it expires; below 0 when it has. */
  readonly lastsMs: number
}

/** A ticket as the browser that shows it sees it; null = there is none for this browser. */
export async function ticketOfBrowser(
  pool: Pool,
  hashes: { readonly ticket: Buffer; readonly browser: Buffer },
  skewMs: number,
): Promise<SeenTicket | null> {
  const found = await pool.query<{ id: string; state: LoginTicketState; lasts_ms: number }>(
    `select ticket_id as id, ${presentState} as state,
       date_part('epoch', expires_at - ${movedNow('$2')}) * 1000 as lasts_ms
     from login_ticket where ticket_hash = $1 and browser_hash = $3`,
    [hashes.ticket, skewMs, hashes.browser],
  )
  const row = found.rows[0]
  return row === undefined ? null : { id: row.id, state: row.state, lastsMs: row.lasts_ms }
}

export interface ScannedTicket {
  readonly id: string
  readonly accountId: AccountId
  readonly state: LoginTicketState
  readonly openid: string | null
  readonly digits: string
  readonly userAgent: string | null
  readonly address: string
  readonly createdAt: Date
}

/** A ticket as the phone that scanned it sees it. */
export async function ticketOfPhone(pool: Pool, hash: Buffer, skewMs: number): Promise<ScannedTicket | null> {
  const found = await pool.query<ScannedTicket>(
    `select ticket_id as id, account_id as "accountId", ${presentState} as state, openid, digits,
       user_agent as "userAgent", address, created_at as "createdAt"
     from login_ticket where ticket_hash = $1`,
    [hash, skewMs],
  )
  return found.rows[0] ?? null
}

/** The first phone takes it; false = it isn't waiting (any more). */
export async function markScanned(
  pool: Pool,
  ticketId: string,
  by: { readonly openid: string; readonly personId: string },
  skewMs: number,
): Promise<boolean> {
  const marked = await pool.query(
    `update login_ticket set state = 'scanned', openid = $3, person_id = $4
     where ticket_id = $1 and state = 'waiting' and expires_at > ${movedNow('$2')}`,
    [ticketId, skewMs, by.openid, by.personId],
  )
  return marked.rowCount === 1
}

/** A stranger's phone ends it. */
export async function markRefused(pool: Pool, ticketId: string, skewMs: number): Promise<boolean> {
  const marked = await pool.query(
    `update login_ticket set state = 'refused'
     where ticket_id = $1 and state = 'waiting' and expires_at > ${movedNow('$2')}`,
    [ticketId, skewMs],
  )
  return marked.rowCount === 1
}

/** By the phone that scanned it, once, in time. From then on the browser has `enterMs` to go in. */
export async function confirmTicket(
  pool: Pool,
  ticketId: string,
  openid: string,
  times: { readonly skewMs: number; readonly enterMs: number },
): Promise<boolean> {
  const confirmed = await pool.query(
    `update login_ticket set state = 'confirmed',
       expires_at = ${movedNow('$2')} + make_interval(secs => $4::float8 / 1000)
     where ticket_id = $1 and openid = $3 and state = 'scanned' and expires_at > ${movedNow('$2')}`,
    [ticketId, times.skewMs, openid, times.enterMs],
  )
  return confirmed.rowCount === 1
}

export async function cancelTicket(
  pool: Pool,
  ticketId: string,
  openid: string,
  skewMs: number,
): Promise<boolean> {
  const cancelled = await pool.query(
    `update login_ticket set state = 'cancelled'
     where ticket_id = $1 and openid = $3 and state = 'scanned' and expires_at > ${movedNow('$2')}`,
    [ticketId, skewMs, openid],
  )
  return cancelled.rowCount === 1
}

/** Uses a confirmed ticket up, in the browser that showed it; returns whom it logs in: of two at once only one. */
export async function enterTicket(
  pool: Pool,
  hashes: { readonly ticket: Buffer; readonly browser: Buffer },
  skewMs: number,
): Promise<string | null> {
  const entered = await pool.query<{ person_id: string }>(
    `update login_ticket set state = 'entered'
     where ticket_hash = $1 and browser_hash = $3 and state = 'confirmed' and expires_at > ${movedNow('$2')}
     returning person_id`,
    [hashes.ticket, skewMs, hashes.browser],
  )
  return entered.rows[0]?.person_id ?? null
}

/** The agent whose login is bound to a WeChat, while they serve the account. */
export async function agentOfOpenid(
  pool: Pool,
  accountId: AccountId,
  openid: string,
): Promise<{ readonly personId: string; readonly name: string } | null> {
  const found = await pool.query<{ personId: string; name: string }>(
    `select agent.person_id as "personId", agent.name
     from person_openid join agent on agent.account_id = person_openid.account_id
       and agent.person_id = person_openid.person_id and agent.left_at is null
     where person_openid.account_id = $1 and person_openid.openid = $2`,
    [accountId, openid],
  )
  return found.rows[0] ?? null
}
