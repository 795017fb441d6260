import type { Statement } from '../../db/statement.ts'
import type { Group } from '../group.ts'
import type { MessageRecord } from '../records.ts'
import { plain, texts } from './array.ts'
import { at, json } from './sql.ts'

/** New records. */
export function insertMessages(group: Group, messages: readonly MessageRecord[]): Statement {
  return {
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
      texts(messages, (message) => message.openid),
      plain(messages, (message) => message.seq),
      plain(messages, (message) => message.at),
      plain(messages, (message) => message.version),
      plain(messages, (message) => message.direction),
      plain(messages, (message) => message.origin),
      plain(messages, (message) => message.agentId),
      plain(messages, (message) => message.sessionId),
      texts(messages, (message) => json(message.content)),
      texts(messages, (message) => message.msgId),
      plain(messages, (message) => message.sentAt),
      texts(messages, (message) => json(message.reason)),
      texts(messages, (message) => message.clientId),
      plain(messages, (message) => message.delivery),
      plain(messages, (message) => message.purpose),
    ],
  }
}

/** What may change of a record: its delivery, and a file that arrived. Named twice, for the reason in `conversations.ts`. */
export function updateMessages(group: Group, messages: readonly MessageRecord[]): Statement {
  return {
    name: 'ledger.updateMessages',
    text: `update message m set version = w.version, content = w.content, delivery = w.delivery, errcode = w.errcode,
        errmsg = w.errmsg, retried_as = w.retried_as, delivered_at = ${at('w.delivered_at')}
      from unnest($2::text[], $3::bigint[], $4::float8[], $5::bigint[], $6::jsonb[], $7::text[], $8::int[], $9::text[],
        $10::bigint[], $11::float8[])
        as w(openid, seq, at, version, content, delivery, errcode, errmsg, retried_as, delivered_at)
      where m.account_id = $1 and m.openid = any($2::text[]) and m.seq = any($3::bigint[])
        and m.at between ${at('$12::float8')} and ${at('$13::float8')}
        and m.at = any(array(select ${at('ms')} from unnest($4::float8[]) ms))
        and m.openid = w.openid and m.seq = w.seq and m.at = ${at('w.at')}`,
    values: [
      group.account.id,
      texts(messages, (message) => message.openid),
      plain(messages, (message) => message.seq),
      plain(messages, (message) => message.at),
      plain(messages, (message) => message.version),
      texts(messages, (message) => json(message.content)),
      plain(messages, (message) => message.delivery),
      plain(messages, (message) => message.errcode),
      texts(messages, (message) => message.errmsg),
      plain(messages, (message) => message.retriedAs),
      plain(messages, (message) => message.deliveredAt),
      // Between two plain parameters a prepared plan opens the partitions of those times alone.
      Math.min(...messages.map((message) => message.at)),
      Math.max(...messages.map((message) => message.at)),
    ],
  }
}
