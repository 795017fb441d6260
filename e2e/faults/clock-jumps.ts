import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Product } from '../../bench/product/product.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

const hourMs = 60 * 60_000

/** The time of the machine, of the server as of PostgreSQL, is an hour ahead, right again, an hour behind, right again. */
export const clockJumps: Fault = {
  long: { times: 3, seconds: 20 },
  short: { times: 1, seconds: 5 },
  perSecond: 200,
  async prepare({ times, seconds }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-clock-'))
    const file = path.join(folder, 'moved')
    writeFileSync(file, '0')
    const module = pathToFileURL(path.join(import.meta.dirname, 'jumping-clock.mjs'))
    module.searchParams.set('file', file)
    return {
      options: { product: { nodeOptions: ['--import', module.href] }, beforeLoad: letDatabaseJump },
      async happens(stage) {
        for (let time = 1; time <= times; time += 1) {
          for (const jump of [hourMs, -hourMs]) {
            writeFileSync(file, String(jump))
            await jumpTo(stage, jump)
            await wait(seconds * 1_000)
            if ((await jumpShown(stage)) !== jump)
              stage.wrong('the health page does not say that the clock jumped')
            writeFileSync(file, '0')
            await jumpTo(stage, 0)
            const ms = await stage.recovered()
            if ((await jumpShown(stage)) !== null)
              stage.wrong('the health page still says that the clock jumped')
            stage.tell(
              `Clock ${jump > 0 ? 'an hour ahead' : 'an hour behind'} for ${seconds} s; all was well after ${ms} ms`,
            )
          }
        }
        await timesHold(stage)
      },
      async close() {
        rmSync(folder, { recursive: true })
      },
    }
  },
}

/**
 * PostgreSQL's own functions are found behind ours, which add the jump; the server's connections see them after a
 * restart.
 */
async function letDatabaseJump(product: Product): Promise<void> {
  const db = await product.connect()
  await db.query(`
    create schema faults;
    create table faults.jump (by interval not null);
    insert into faults.jump values ('0');
    create function faults.now() returns timestamptz language sql stable
      as 'select pg_catalog.now() + by from faults.jump';
    create function faults.clock_timestamp() returns timestamptz language sql volatile
      as 'select pg_catalog.clock_timestamp() + by from faults.jump';
    alter database duokefu set search_path = public, faults, pg_catalog`)
  await db.end()
  await product.kill()
  await product.start()
}

async function jumpTo({ product }: Stage, ms: number): Promise<void> {
  const db = await product.connect()
  await db.query(`update faults.jump set by = $1 * interval '1 millisecond'`, [ms])
  await db.end()
}

/** In whole minutes, as milliseconds: the readings of the clock are not quite as far apart as its jump. */
async function jumpShown({ agent, product }: Stage): Promise<number | null> {
  const answer = await fetch(`${product.url()}/api/accounts/${agent.accountId}/health`, {
    headers: { cookie: agent.cookie },
  })
  const { clockJump } = (await answer.json()) as { clockJump: { byMs: number } | null }
  return clockJump === null ? null : Math.round(clockJump.byMs / 60_000) * 60_000
}

/** No conversation was ended by the jump, and no customer's records go back in time. */
async function timesHold(stage: Stage): Promise<void> {
  const db = await stage.product.connect()
  const ended = await db.query(`select from message where content->'line'->>'kind' = 'timed_out'`)
  if (ended.rows.length > 0) stage.wrong(`${ended.rows.length} conversations were ended by the clock`)
  const back = await db.query(
    `select from (select m.at, lag(m.at) over (partition by m.openid order by m.seq) as before from message m) m
     where m.at < m.before`,
  )
  if (back.rows.length > 0) stage.wrong(`${back.rows.length} records are older than the one before them`)
  await db.end()
}
