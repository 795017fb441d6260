import type { ClientBase } from 'pg'
import type { Group } from '../group.ts'
import type { MessageRecord } from '../records.ts'
import { at, json } from './sql.ts'

/** New records. */
export async function insertMessages(
  client: ClientBase,
  group: Group,
  messages: readonly MessageRecord[],
): Promise<void> {
  await client.query({
    name: 'ledger.insertMessages',
    text: `insert into message (account_id, openid, seq, at, version, direction, origin, agent_id, session_id, content, msg_id,
        sent_at, reason, client_id, delivery, purpose)
      select $1, openid, seq, ${at('at')}, version, direction, origin, agent_id, session_id, content, msg_id, ${at('sent_at')},
        reason, client_id, delivery, purpose
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::uuid[],
        $10::jsonb[], $11::text[], $12::float8[], $13::jsonb[], $14::uuid[], $15::text[], $16::text[])
        as w(openid, seq, at, version, direction, origin, agent_id, session_id, content, msg_id, sent_at, reason, client_id,
          delivery, purpose)`,
    values: [
      group.account.id,
      messages.map((message) => message.openid),
      messages.map((message) => message.seq),
      messages.map((message) => message.at),
      messages.map((message) => message.version),
      messages.map((message) => message.direction),
      messages.map((message) => message.origin),
      messages.map((message) => message.agentId),
      messages.map((message) => message.sessionId),
      messages.map((message) => json(message.content)),
      messages.map((message) => message.msgId),
      messages.map((message) => message.sentAt),
      messages.map((message) => json(message.reason)),
      messages.map((message) => message.clientId),
      messages.map((message) => message.delivery),
      messages.map((message) => message.purpose),
    ],
  })
}

/** What may change of a record: its delivery, and a file that arrived. Named twice, for the reason in `conversations.ts`. */
export async function updateMessages(
  client: ClientBase,
  group: Group,
  messages: readonly MessageRecord[],
): Promise<void> {
  await client.query({
    name: 'ledger.updateMessages',
    text: `update message m set version = w.version, content = w.content, delivery = w.delivery, errcode = w.errcode,
        errmsg = w.errmsg, retried_as = w.retried_as, delivered_at = ${at('w.delivered_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::jsonb[], $7::text[], $8::int[], $9::text[],
        $10::bigint[], $11::float8[])
        as w(openid, seq, at, version, content, delivery, errcode, errmsg, retried_as, delivered_at)
      where m.account_id = $1 and m.openid = any($2::text[]) and m.seq = any($3::bigint[])
        and m.at = any(array(select ${at('ms')} from unnest($4::float8[]) ms))
        and m.openid = w.openid and m.seq = w.seq and m.at = ${at('w.at')}`,
    values: [
      group.account.id,
      messages.map((message) => message.openid),
      messages.map((message) => message.seq),
      messages.map((message) => message.at),
      messages.map((message) => message.version),
      messages.map((message) => json(message.content)),
      messages.map((message) => message.delivery),
      messages.map((message) => message.errcode),
      messages.map((message) => message.errmsg),
      messages.map((message) => message.retriedAs),
      messages.map((message) => message.deliveredAt),
    ],
  })
}
