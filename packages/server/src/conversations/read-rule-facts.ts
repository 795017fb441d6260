import type { Media } from '@duokefu/contract'
import { countsQueue, type RoutingRule, type Settings } from '@duokefu/engine'
import type { ClientBase } from 'pg'
import type { Account } from '../accounts/account.ts'
import { run } from '../db/statement.ts'
import type { Entry } from './entries.ts'
import type { Group } from './group.ts'
import { isNobodys, type Known } from './group-needs.ts'

type RuleFacts = Pick<Group, 'tags' | 'queue' | 'files'>

/** What the account's own settings make a decision look at, and nothing for an account that doesn't use it. */
export async function readRuleFacts(
  client: ClientBase,
  { account, records, at }: Known,
  entries: readonly Entry[],
): Promise<RuleFacts> {
  const { settings } = account
  const routed = entries.filter(
    (entry) => entry.type === 'inbound' && isNobodys(records.get(entry.openid), at),
  )
  const rules = routed.length === 0 ? [] : settings.rules.filter((rule) => rule.enabled)
  const keys = rules.flatMap(fileKeys)
  return {
    tags: rules.some(looksAtTags) ? await readTags(client, account, routed) : new Map(),
    queue: tellsOfQueue(settings, entries, routed.length > 0)
      ? await readQueue(client, account)
      : { ahead: 0, meanWaitMs: null },
    files: keys.length === 0 ? new Map<string, Media>() : await readFiles(client, account, keys),
  }
}

function looksAtTags({ when, action }: RoutingRule): boolean {
  return action.type === 'tag' || when.some((condition) => condition.type === 'tagged')
}

function fileKeys({ action }: RoutingRule): string[] {
  if (action.type !== 'send') return []
  const { reply } = action
  if (reply.type === 'link') return []
  return reply.type === 'video' && reply.thumbKey !== null
    ? [reply.mediaKey, reply.thumbKey]
    : [reply.mediaKey]
}

function tellsOfQueue({ queueNotice }: Settings, entries: readonly Entry[], isRouted: boolean): boolean {
  if (!countsQueue(queueNotice)) return false
  return (
    isRouted ||
    entries.some(
      (entry) =>
        (entry.type === 'answer' && entry.handOver !== null) ||
        (entry.type === 'engine' && entry.command.type === 'hand_over'),
    )
  )
}

async function readTags(
  client: ClientBase,
  account: Account,
  entries: readonly Entry[],
): Promise<RuleFacts['tags']> {
  const found = await run<{ openid: string; tags: string[] }>(client, {
    name: 'ledger.tagsOf',
    text: 'select c.openid, c.tags from customer c where c.account_id = $1 and c.openid = any($2::text[])',
    values: [account.id, [...new Set(entries.map((entry) => entry.openid))]],
  })
  return new Map(found.rows.map((row) => [row.openid, row.tags]))
}

/** How long the common queue is. Both counts go by an index: who waits, and the sessions of the last hour. */
export async function readQueue(client: ClientBase, account: Account): Promise<RuleFacts['queue']> {
  const found = await run<{ ahead: number; mean: number | null }>(client, {
    name: 'ledger.queue',
    text: `select
        (select count(*)::int from conversation c where c.account_id = $1 and c.state = 'waiting') as ahead,
        (select (date_part('epoch', avg(s.started_at - s.waiting_since)) * 1000)::float8 from session s
          where s.account_id = $1 and s.started_at > now() - interval '1 hour' and s.waiting_since is not null) as mean`,
    values: [account.id],
  })
  const row = found.rows[0]
  return { ahead: row?.ahead ?? 0, meanWaitMs: row?.mean ?? null }
}

/** What records of these files show, by key; those that aren't there are left out. */
async function readFiles(
  client: ClientBase,
  account: Account,
  keys: readonly string[],
): Promise<RuleFacts['files']> {
  const found = await run<Media & { readonly key: string }>(client, {
    name: 'ledger.ruleFiles',
    text: `select m.media_key as key, m.state, m.mime, m.bytes::float8, m.width, m.height, m.seconds
      from media m where m.account_id = $1 and m.media_key = any($2::text[]) and m.state = 'ready'`,
    values: [account.id, keys],
  })
  return new Map(found.rows.map((media) => [media.key, media]))
}
