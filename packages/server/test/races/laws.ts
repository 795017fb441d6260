import type { AccountId } from '@duokefu/engine'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { Diary } from './actors.ts'

/** What holds of an account at any moment at which nothing is under way. */
export async function expectLaws(pool: Pool, accountId: AccountId, diary: Diary): Promise<void> {
  for (const [law, sql] of Object.entries(broken)) {
    const found = await pool.query(sql, [accountId])
    expect(found.rows, law).toEqual([])
  }
  await expectRecords(pool, accountId, diary)
  await expectTimelines(pool, accountId)
}

/** Each finds what must not be. */
const broken = {
  'a customer’s records have no gap and no double, and time never goes back (L16)': `
    select s.openid, s.seq from (
      select m.openid, m.seq, m.at, lag(m.seq) over w as seq_before, lag(m.at) over w as at_before
      from message m where m.account_id = $1 window w as (partition by m.openid order by m.seq)
    ) s where s.seq <> coalesce(s.seq_before, 0) + 1 or s.at < s.at_before`,
  'the next number is the one after the last record': `
    select c.openid from conversation c where c.account_id = $1 and c.next_seq <> 1 + (
      select coalesce(max(m.seq), 0) from message m where m.account_id = c.account_id and m.openid = c.openid)`,
  'no record is of a later version than its customer': `
    select m.openid, m.seq from message m join conversation c using (account_id, openid)
    where m.account_id = $1 and m.version > c.version`,
  'every agent’s load is the number of customers whom they serve': `
    select l.agent_id, l.serving from agent_load l where l.account_id = $1 and l.serving <> (
      select count(*) from conversation c where c.account_id = l.account_id and c.agent_id = l.agent_id)`,
  'nobody who left serves, and nobody is kept for them (L14)': `
    select c.openid from conversation c join agent g
      on g.account_id = c.account_id and g.agent_id in (c.agent_id, c.reserved_agent)
    where c.account_id = $1 and g.left_at is not null`,
  'the open sessions are those of the customers who are served, one each (S3)': `
    select s.openid, s.session_id from session s
      full join (select * from conversation where account_id = $1 and state = 'serving') c
        on c.session_id = s.session_id and c.agent_id = s.agent_id and c.openid = s.openid
    where (s.account_id = $1 or s.account_id is null)
      and ((s.ended_at is null and c.openid is null) or (s.session_id is null) or (s.ended_at is not null and c.openid is not null))`,
  'no two sessions of a customer overlap (S3)': `
    select a.openid from session a join session b using (account_id, openid)
    where a.account_id = $1 and a.session_id <> b.session_id and a.started_at < b.started_at
      and coalesce(a.ended_at, 'infinity') > b.started_at`,
  'as many replies are held as the customer’s row says (L9)': `
    select c.openid from conversation c where c.account_id = $1 and (
      c.held <> (select count(*) from outbox o where o.account_id = c.account_id and o.openid = c.openid and o.state = 'held')
      or c.held <> (select count(*) from message m
        where m.account_id = c.account_id and m.openid = c.openid and m.delivery = 'held'))`,
  'nothing is held for who unfollowed, and nothing open': `
    select c.openid from conversation c
    where c.account_id = $1 and not c.subscribed and (c.held > 0 or c.state <> 'none')`,
  'the outbox has what is being sent or held, and nothing else': `
    select m.openid, m.seq from message m
      full join (select * from outbox where account_id = $1) o
        on o.account_id = m.account_id and o.openid = m.openid and o.seq = m.seq
    where (m.account_id = $1 or m.account_id is null) and (
      (o.seq is null and m.delivery in ('sending', 'held')) or m.seq is null
      or (o.seq is not null and (o.state = 'held') <> (m.delivery = 'held'))
      or (o.seq is not null and m.delivery not in ('sending', 'held')))`,
  'as many are on their way as the outbox has (L9)': `
    select c.openid from conversation c
    where c.account_id = $1 and c.in_flight <> (
      select count(*) from outbox o
      where o.account_id = c.account_id and o.openid = c.openid and o.counted and o.state <> 'held')`,
  'who was asked to leave a message, or is due to be, waits (L3)': `
    select c.openid from conversation c
    where c.account_id = $1 and c.leave_message_at is not null and c.state <> 'waiting'`,
  'a kf event is of a session that there is': `
    select e.openid from developer_event e left join session s using (account_id, session_id)
    where e.account_id = $1 and s.session_id is null`,
}

/** Every message of a fan is recorded once, in the order in which they were sent; a reply if and only if it was taken. */
async function expectRecords(pool: Pool, accountId: AccountId, { sent, replies }: Diary): Promise<void> {
  const found = await pool.query<{ openid: string; text: string }>(
    `select m.openid, m.content->>'text' as text from message m
     where m.account_id = $1 and m.direction = 'in' order by m.openid, m.seq`,
    [accountId],
  )
  for (const [fan, texts] of sent)
    expect(found.rows.filter(({ openid }) => openid === fan).map(({ text }) => text)).toEqual(texts)

  const taken = [...replies].filter(([, wasTaken]) => wasTaken).map(([id]) => id)
  const recorded = await pool.query<{ client_id: string }>(
    `select m.client_id from message m where m.account_id = $1 and m.client_id is not null`,
    [accountId],
  )
  expect(recorded.rows.map((row) => row.client_id).sort()).toEqual(taken.sort())
}

interface Line {
  readonly kind: string
  readonly agent?: string | null
  readonly to?: { readonly kind: string; readonly agent?: string } | null
  readonly atOnce?: boolean
}

type Holder = string | 'queue' | null

/** What a customer's timeline says of them, from the first line to the last, is what is true: no line is missing. */
async function expectTimelines(pool: Pool, accountId: AccountId): Promise<void> {
  const found = await pool.query<{ openid: string; line: Line }>(
    `select m.openid, m.content->'line' as line from message m
     where m.account_id = $1 and m.content->>'type' = 'timeline' order by m.openid, m.seq`,
    [accountId],
  )
  const rows = await pool.query<{ openid: string; state: string; agent_id: string | null }>(
    'select c.openid, c.state, c.agent_id from conversation c where c.account_id = $1',
    [accountId],
  )
  for (const { openid, state, agent_id: agent } of rows.rows) {
    const lines = found.rows.filter((row) => row.openid === openid).map((row) => row.line)
    let holder: Holder = null
    let closedBy: Holder = null
    for (const line of lines) {
      if (line.kind === 'closed') closedBy = holder
      holder = line.kind === 'close_undone' ? closedBy : after(holder, line)
    }
    expect(holder, `${openid}: ${JSON.stringify(lines)}`).toBe(state === 'waiting' ? 'queue' : agent)
  }
}

function after(holder: Holder, line: Line): Holder {
  switch (line.kind) {
    case 'handed_over':
      return 'queue'
    case 'accepted':
    case 'reopened':
    case 'taken_back':
    case 'taken_over':
      return line.agent ?? null
    case 'transferred':
      return line.atOnce === true ? (line.to?.agent ?? null) : 'queue'
    case 'agent_left':
      return 'queue'
    case 'closed':
    case 'dismissed':
    case 'timed_out':
    case 'unsubscribed':
    case 'interface_off':
      return null
    default:
      return holder
  }
}
