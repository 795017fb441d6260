import { hash } from 'node:crypto'
import type { Push } from './push.ts'

/**
 * What two deliveries of the same callback have in common, without the account. Messages: openid + MsgId (MsgIds alone
 * have collided). Events: openid + CreateTime + Event + EventKey + hash of all nodes, since different events of one
 * fan fall into one second. Never the signature: a retry may be signed anew.
 */
export function receiptKeyOf(push: Push): string {
  if (push.kind === 'message' && push.msgId !== '') return `m:${push.fromUserName}:${push.msgId}`
  const what = push.kind === 'event' ? `${push.event}:${push.eventKey ?? ''}` : 'message'
  // EventKey may be a long URL: it goes into the hash, and the key stays short enough for an index.
  return `e:${push.fromUserName}:${push.createTime}:${hash('sha256', `${what}:${contentOf(push)}`, 'base64url')}`
}

/** Encrypt is left out: a clear reading of a compatible-mode body has it, and each attempt may encrypt anew. */
function contentOf(push: Push): string {
  return JSON.stringify({ ...push.fields, Encrypt: '' })
}
