import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrateToLatest } from '../src/db/migrate.ts'
import { createPool } from '../src/db/pool.ts'

// A database that the first release made, with a day's work in it, is brought to the newest schema with nothing lost.

/** The schema that was there before people, groups and records had pages of their own. */
const lastOfTheFirst = '0003_delivery.sql'
const migrations = new URL('../src/db/migrations/', import.meta.url)
const name = `upgrade_${randomUUID().replaceAll('-', '')}`
let admin: pg.Client
let pool: pg.Pool

beforeAll(async () => {
  const { connectionString } = inject('postgres')
  admin = new pg.Client({ connectionString })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  pool = createPool({ connectionString: url.href, max: 2 })
})
afterAll(async () => {
  await pool.end()
  await admin.query(`drop database ${name} with (force)`)
  await admin.end()
})

/** As `migrateToLatest` left it in those days. */
async function migrateAsThen(): Promise<void> {
  await pool.query(
    'create table schema_migration (name text primary key, applied_at timestamptz not null default now())',
  )
  const names = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).sort()
  for (const file of names.filter((each) => each <= lastOfTheFirst)) {
    await pool.query(await readFile(new URL(file, migrations), 'utf8'))
    await pool.query('insert into schema_migration (name) values ($1)', [file])
  }
  await pool.query(
    `select make_partitions((now() - interval '40 days')::date, (now() + interval '8 days')::date)`,
  )
}

/** One account, two agents, a login, fans in every state, records of two months, a reply on its way, figures, a file. */
const aDaysWork = `
  insert into account (appid, name, app_secret, callback_token, aes_key, mode, api_base, settings)
    values ('wx1', '花田小店', '\\x01', 'token', '\\x02', 'safe', 'https://api.weixin.qq.com', '{"idleLimitMs": 600000, "rules": [
      {"id": "r1", "name": "转客服", "enabled": true, "when": [{"type": "text_equals", "words": ["客服"]}], "action": {"type": "hand_over", "to": null}},
      {"id": "default-text", "name": "默认回复", "enabled": true, "when": [], "action": {"type": "answer", "text": "我们看到了"}}]}');
  insert into person (name) values ('老周'), ('小林');
  insert into agent (account_id, person_id, role, name, kf_account, kf_bound, status, greeting)
    values (1, 1, 'owner', '老周', null, false, 'online', null), (1, 2, 'agent', '小林', 'kf2001@shop', true, 'away', '您好');
  insert into agent (account_id, person_id, role, name, left_at) values (1, 2, 'agent', '小林从前', now());
  insert into agent_load (account_id, agent_id, serving) values (1, 1, 0), (1, 2, 1);
  insert into login (login_id, token_hash, person_id, expires_at) values (gen_random_uuid(), '\\x03', 2, now() + interval '1 day');
  insert into customer (account_id, openid, first_seen_at) values (1, 'oServed', now()), (1, 'oWaits', now()), (1, 'oIdle', now());
  insert into conversation (account_id, openid, next_seq, state, agent_id, session_id, kind, accepted_at, expires_at, last_at)
    values (1, 'oServed', 4, 'serving', 2, '00000000-0000-4000-8000-000000000001', 'accepted', now(), now() + interval '30 minutes', now());
  insert into conversation (account_id, openid, next_seq, state, cause, waiting_since, expires_at, last_at)
    values (1, 'oWaits', 2, 'waiting', 'new', now(), now() + interval '48 hours', now());
  insert into conversation (account_id, openid, next_seq, last_agent_id, ended_at, last_at)
    values (1, 'oIdle', 2, 2, now() - interval '35 days', now() - interval '35 days');
  insert into session (account_id, session_id, openid, agent_id, kind, started_at, first_reply_at, replies)
    values (1, '00000000-0000-4000-8000-000000000001', 'oServed', 2, 'accepted', now(), now(), 2);
  insert into message (account_id, openid, seq, at, version, direction, origin, content, reason)
    values (1, 'oIdle', 1, now() - interval '35 days', 1, 'in', 'fan', '{"type": "text", "text": "在吗", "menuId": null}', '{"kind": "rule", "ruleId": "r1"}'),
      (1, 'oServed', 1, now(), 1, 'in', 'fan', '{"type": "text", "text": "客服", "menuId": null}', '{"kind": "rule", "ruleId": "r1"}'),
      (1, 'oServed', 2, now(), 2, 'out', 'agent', '{"type": "text", "text": "在", "menuId": null}', null);
  insert into message (account_id, openid, seq, at, version, direction, origin, content)
    values (1, 'oServed', 3, '1999-01-01', 2, 'in', 'fan', '{"type": "text", "text": "时钟不对", "menuId": null}');
  insert into outbox (account_id, openid, seq, at, state, payload, next_try_at)
    values (1, 'oServed', 2, now(), 'pending', '{"type": "text", "text": "在"}', now());
  insert into agent_day (account_id, agent_id, day, replies, uncertain) values (1, 2, '2026-11-20', 7, 1), (1, 2, '2026-11-21', 3, 0);
  insert into media (account_id, media_key, digest, state, created_at) values (1, 'a-file', 'abc', 'ready', now());
  insert into receipt (account_id, key, day, openid, attempt_id, to_developer)
    values (1, 'm:oServed:1', now()::date, 'oServed', gen_random_uuid(), false);
`

describe('a database of the first release', () => {
  beforeAll(async () => {
    await migrateAsThen()
    await pool.query(aDaysWork)
    await migrateToLatest(pool)
  })
  const rows = async (sql: string) => (await pool.query(sql)).rows

  it('[design] has every later migration, once, however often it is asked for', async () => {
    await migrateToLatest(pool)
    const files = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).sort()
    expect(
      (await rows('select name from schema_migration order by name')).map(({ name: done }) => done),
    ).toEqual(files)
  })

  it('[design] keeps its conversations, records and replies on their way', async () => {
    expect(
      await rows(
        'select openid, state, next_import_seq::int as imports, away_replied_at from conversation order by openid',
      ),
    ).toEqual([
      { openid: 'oIdle', state: 'none', imports: 0, away_replied_at: null },
      { openid: 'oServed', state: 'serving', imports: 0, away_replied_at: null },
      { openid: 'oWaits', state: 'waiting', imports: 0, away_replied_at: null },
    ])
    expect(await rows('select count(*)::int as n from message')).toEqual([{ n: 4 }])
    expect(await rows(`select openid, seq::int from outbox`)).toEqual([{ openid: 'oServed', seq: 2 }])
    expect(await rows('select media_key, play_key from media')).toEqual([
      { media_key: 'a-file', play_key: null },
    ])
  })

  it('[L2] says its default reply as before, after the developer URL', async () => {
    const [account] = await rows('select settings, settings_version::int as version from account')
    expect(account.settings).toMatchObject({
      idleLimitMs: 600_000,
      defaultReply: '我们看到了',
      rules: [{ id: 'r1' }],
    })
    expect(account.settings.rules).toHaveLength(1)
    expect(account.version).toBe(2)
  })

  it('[L9] knows what is on its way', async () => {
    expect(await rows('select openid, in_flight, unanswered from conversation order by openid')).toEqual([
      { openid: 'oIdle', in_flight: 0, unanswered: 0 },
      { openid: 'oServed', in_flight: 1, unanswered: 0 },
      { openid: 'oWaits', in_flight: 0, unanswered: 0 },
    ])
  })

  it('[L19] keeps its figures: what was counted by the day still adds up to it', async () => {
    expect(await rows('select day::text, hour, replies, uncertain from agent_hour order by day')).toEqual([
      { day: '2026-11-20', hour: 0, replies: 7, uncertain: 1 },
      { day: '2026-11-21', hour: 0, replies: 3, uncertain: 0 },
    ])
  })

  it('[L18] keeps who is logged in and with which place', async () => {
    expect(await rows('select person_id::int, way from login')).toEqual([{ person_id: 2, way: 'link' }])
    expect(
      await rows(
        'select agent_id::int, preferences, away_replies from agent where left_at is null order by 1',
      ),
    ).toEqual([
      { agent_id: 1, preferences: {}, away_replies: [] },
      { agent_id: 2, preferences: {}, away_replies: [] },
    ])
    expect(await rows('select login_way, connect_step, rules_version::int as rules from account')).toEqual([
      { login_way: 'oauth', connect_step: null, rules: 2 },
    ])
  })
})
