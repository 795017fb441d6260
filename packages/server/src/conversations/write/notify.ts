import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import type { Standing } from '../standing.ts'

/** openid, version before, and how they stood then: what `realtime/bus-payload.ts` reads. */
type ChangeWord = readonly [string, number, Standing['holder'], Standing['last']]

/**
 * Tells the other processes which customers changed, on whose lists they stood, and whose replies were counted: keys and
 * versions, never contents.
 */
export function* notifyOthers(group: Group): Generator<Statement> {
  for (const payload of [...notifications(group), ...figuresOf(group)]) {
    yield { name: 'ledger.notify', text: `select pg_notify('duokefu', $1)`, values: [payload] }
  }
}

/** PostgreSQL takes at most 8,000 bytes in one notification. */
const notifyBytes = 7_500

function notifications(group: Group): string[] {
  const changed = [...group.works.values()].filter((work) => work.record.version > work.since)
  const payloads: string[] = []
  let part: ChangeWord[] = []
  let bytes = 0
  for (const { record, since, before } of changed) {
    const cost = Buffer.byteLength(record.openid) + 72
    if (bytes + cost > notifyBytes) {
      payloads.push(payloadOf(group, part))
      part = []
      bytes = 0
    }
    part.push([record.openid, since, before.holder, before.last])
    bytes += cost
  }
  if (part.length > 0) payloads.push(payloadOf(group, part))
  return payloads
}

function payloadOf(group: Group, changes: ChangeWord[]): string {
  return JSON.stringify({ p: group.processId, a: group.account.id, c: changes })
}

/** Who wrote may have given the customer away since, so that nobody over there reads the record for them. */
function figuresOf(group: Group): string[] {
  const agents = new Set(group.writes.agentReplies.map(({ agent }) => agent))
  if (agents.size === 0) return []
  return [JSON.stringify({ p: group.processId, a: group.account.id, g: [...agents] })]
}
