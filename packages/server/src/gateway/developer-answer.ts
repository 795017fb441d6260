import { type CodecProblem, decodeReply, type PassiveReply, type ReplyCrypto } from '@duokefu/wechat'

/** A developer URL's answer: what it means, and the clear text that WeChat gets, unchanged but for its time. */
export type DeveloperAnswer =
  | { readonly ok: true; readonly reply: PassiveReply | null; readonly clear: string }
  | { readonly ok: false; readonly problem: CodecProblem }

/** Reads it; `crypto` opens an encrypted one, whether the message was sent in clear or not. */
export function readAnswer(body: Buffer, crypto: ReplyCrypto | undefined): DeveloperAnswer {
  const decoded = decodeReply(body, crypto)
  if (!decoded.ok) return decoded
  const clear = decoded.clear.toString('utf8')
  if (isXml(clear) && hasStrayEnd(clear)) return { ok: false, problem: 'malformed_xml' }
  return { ok: true, reply: decoded.reply, clear: inSeconds(clear) }
}

function isXml(clear: string): boolean {
  return clear.trimStart().startsWith('<')
}

const cdata = String.raw`<!\[CDATA\[[\s\S]*?\]\]>`
const cdataSections = new RegExp(cdata, 'g')

/**
 * npm's wechat and co-wechat don't split a `]]>` inside a text, which ends its section early. XML has no bare `]]>` (its
 * section 2.4), and WeChat tells the fan that the account is out of order when it can't read a reply.
 */
function hasStrayEnd(clear: string): boolean {
  return clear.replace(cdataSections, '').includes(']]>')
}

const millisInXml = new RegExp(
  String.raw`(<CreateTime>\s*(?:<!\[CDATA\[)?\s*\d{10})\d{3}(?=\D)|${cdata}`,
  'g',
)
const millisInJson = /("CreateTime"\s*:\s*"?\d{10})\d{3}(?=\D)/

/** npm's wechat and co-wechat write CreateTime in milliseconds; WeChat's documents say seconds. Texts stay as they are. */
function inSeconds(clear: string): string {
  return isXml(clear)
    ? clear.replace(millisInXml, (all, seconds?: string) => seconds ?? all)
    : clear.replace(millisInJson, '$1')
}
