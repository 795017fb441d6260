import { Buffer } from 'node:buffer'
import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { aesKeyOf, encryptMessage } from './aes.ts'
import { type CallbackQuery, decodeCallback } from './callback.ts'
import { decodeReply } from './decode-reply.ts'
import { MAX_BODY_BYTES } from './fields.ts'
import { fixture, fixturesIn, own } from './fixtures.ts'
import type { CodecProblem } from './problem.ts'
import { receiptKeyOf } from './receipt-key.ts'
import { signatureOf } from './signature.ts'
import { encodePushJson, encodePushXml } from './writer.ts'

const TIMESTAMP = '1767225660'
const NONCE = '518264037'
const PAYLOADS = 10_000
const SEED = 20_260_101
const MEBIBYTE = 1024 * 1024

const PROBLEMS: Record<CodecProblem, true> = {
  too_large: true,
  empty: true,
  signature_missing: true,
  bad_signature: true,
  encrypt_missing: true,
  aes_key_missing: true,
  bad_encrypt: true,
  foreign_appid: true,
  unknown_format: true,
  malformed_xml: true,
  forbidden_xml: true,
  malformed_json: true,
  too_deep: true,
  too_many_nodes: true,
  not_a_push: true,
  not_a_reply: true,
}

const REACHED: CodecProblem[] = [
  'too_large',
  'bad_encrypt',
  'malformed_xml',
  'forbidden_xml',
  'malformed_json',
  'too_deep',
  'too_many_nodes',
  'not_a_push',
  'not_a_reply',
]
const OUTCOMES = ['decoded', ...Object.keys(PROBLEMS)]

const aesKey = aesKeyOf(own.encodingAESKey)
const account = { appid: own.appid, token: own.token, aesKeys: [aesKey], mode: 'compatible' as const }
const crypto = { token: own.token, aesKeys: [aesKey], appid: own.appid }
const samples = ['inbound', 'reply', 'crypto', 'invalid']
  .flatMap(fixturesIn)
  .filter((path) => !path.includes('vectors'))
  .map(fixture)

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
type Random = ReturnType<typeof randomOf>

const PIECES = [
  '<',
  '>',
  '</',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?',
  '&amp;',
  '&#0;',
  '&#x10ffff;',
  '&a;',
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '1e999',
  '-',
  '\0',
  '\r\n',
  '<Encrypt>',
  '"Encrypt":"',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<__proto__>',
  '<MsgId>',
  '<CreateTime>',
  '😀',
  '\ufeff',
]

/** What is done to a payload; each takes one and gives another. */
const MUTATIONS: ((body: Buffer, random: Random) => Buffer)[] = [
  (body, random) => body.subarray(0, random(body.length + 1)),
  (body, random) => body.subarray(random(body.length + 1)),
  (body, random) => spliced(body, random, Buffer.from(PIECES[random(PIECES.length)] ?? '')),
  (body, random) => spliced(body, random, Buffer.from([random(256), random(256), random(256)])),
  (body, random) => {
    const copy = Buffer.from(body)
    for (let times = random(8); times >= 0; times--) copy[random(copy.length)] = random(256)
    return copy
  },
  (body, random) => {
    const from = random(body.length)
    return spliced(body, random, body.subarray(from, from + random(200)))
  },
  (body, random) => {
    const from = random(body.length)
    return Buffer.concat([body.subarray(0, from), body.subarray(from + random(40))])
  },
  // Huge, nested, or many of one thing.
  (body, random) => {
    const piece = PIECES[random(PIECES.length)] ?? ''
    const size = random(40) === 0 ? 2 * MAX_BODY_BYTES : random(3000)
    return spliced(body, random, Buffer.from(piece.repeat(Math.ceil(size / piece.length))))
  },
  (body, random) => spliced(body, random, Buffer.from('<a>'.repeat(random(60)) + '</a>'.repeat(random(60)))),
]

function spliced(body: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random(body.length + 1)
  return Buffer.concat([body.subarray(0, at), piece, body.subarray(at)])
}

function mutated(random: Random): Buffer {
  let body: Buffer = samples[random(samples.length)] ?? Buffer.alloc(0)
  for (let times = random(3); times >= 0 && body.length > 0; times--) {
    body = MUTATIONS[random(MUTATIONS.length)]?.(body, random) ?? body
  }
  return body
}

/** A clear body, an encrypted one, or one whose padding or inner length is wrong. All are rightly signed. */
function delivered(body: Buffer, random: Random): { body: Buffer; encrypt: string | null } {
  const kind = random(4)
  if (kind === 0) return { body, encrypt: null }
  const encrypt =
    kind === 1 ? encryptRaw(body, random) : encryptMessage({ aesKey, appid: own.appid, message: body })
  const MsgSignature = signatureOf(own.token, TIMESTAMP, NONCE, encrypt)
  // Both doors take it: callbacks are signed in the query, replies in the body.
  const fields = { ToUserName: 'gh_a', Encrypt: encrypt, MsgSignature, TimeStamp: TIMESTAMP, Nonce: NONCE }
  return { body: Buffer.from(kind === 2 ? encodePushJson(fields) : encodePushXml(fields)), encrypt }
}

function encryptRaw(body: Buffer, random: Random): string {
  const full = Buffer.alloc(Math.ceil((body.length + 20) / 16) * 16 + 16 * random(3), random(40))
  full.writeUInt32BE(random(2) === 0 ? random(0xffff_ffff) : body.length, 16)
  body.copy(full, 20)
  const cipher = createCipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, 16))
  cipher.setAutoPadding(false)
  return cipher.update(full).toString('base64')
}

function signed(encrypt: string | null): CallbackQuery {
  const signature = signatureOf(own.token, TIMESTAMP, NONCE)
  const query = { signature, timestamp: TIMESTAMP, nonce: NONCE }
  return encrypt === null
    ? query
    : { ...query, msg_signature: signatureOf(own.token, TIMESTAMP, NONCE, encrypt) }
}

/** What the callback's door and the reply's door say. */
function takeAll(body: Buffer, encrypt: string | null): string[] {
  const callback = decodeCallback({ body, query: signed(encrypt), account })
  if (callback.ok) receiptKeyOf(callback.callback.push)
  const reply = decodeReply(body, crypto)
  return [callback.ok ? 'decoded' : callback.problem, reply.ok ? 'decoded' : reply.problem]
}

/**
 * The least of several measurings: other work may add to one of them. A collection in the middle makes one worthless;
 * work that always causes one has taken far too much.
 */
function bytesTaken(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 10 && least > MEBIBYTE; times++) {
    const before = allocated()
    work()
    const taken = allocated() - before
    if (taken >= 0) least = Math.min(least, taken)
  }
  return least
}

function allocated(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('ten thousand mutated payloads', () => {
  it(`[wire] each is decoded or refused by name, without an exception (seed ${SEED})`, {
    timeout: 120_000,
  }, () => {
    const random = randomOf(SEED)
    const seen = new Map<string, number>()
    for (let number = 0; number < PAYLOADS; number++) {
      const { body, encrypt } = delivered(mutated(random), random)
      for (const outcome of takeAll(body, encrypt)) seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    }
    for (const outcome of seen.keys()) expect(OUTCOMES).toContain(outcome)
    // The mutations are worth something only as long as they reach all these.
    for (const outcome of ['decoded', ...REACHED]) expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(5)
  })

  it(`[wire] none takes more than 1 MiB of memory (seed ${SEED + 1})`, { timeout: 120_000 }, () => {
    const random = randomOf(SEED + 1)
    let most = 0
    for (let number = 0; number < PAYLOADS; number++) {
      const { body, encrypt } = delivered(mutated(random), random)
      const query = signed(encrypt)
      most = Math.max(
        most,
        bytesTaken(() => decodeCallback({ body, query, account })),
      )
    }
    expect(most).toBeLessThan(MEBIBYTE)
  })
})

describe('bodies of the greatest size', () => {
  const size = MAX_BODY_BYTES - 400
  it.each([
    ['one long text', `<xml><Content><![CDATA[${'长'.repeat(size / 3)}]]></Content></xml>`],
    ['opening brackets', `<xml>${'<'.repeat(size)}`],
    ['opening tags', `<xml>${'<a>'.repeat(size / 3)}`],
    ['open sections', `<xml>${'<![CDATA['.repeat(size / 9)}`],
    ['open comments', `<xml>${'<!--'.repeat(size / 4)}`],
    ['ampersands', `<xml><a>${'&'.repeat(size)}</a></xml>`],
    ['entities', `<xml><a>${'&lt;'.repeat(size / 4)}</a></xml>`],
    ['an entity without end', `<xml><a>&${'a'.repeat(size)}</a></xml>`],
    ['blanks', `<xml><a>${' '.repeat(size)}</a></xml>`],
    ['line breaks', `<xml><a>${'\r'.repeat(size)}</a></xml>`],
    ['attributes', `<xml ${'a="b" '.repeat(size / 6)}></xml>`],
    ['lists', `{"a":${'['.repeat(size)}`],
    ['quotes', `{${'"'.repeat(size)}`],
    ['escaped quotes', `{"a":"${'\\"'.repeat(size / 2)}`],
    ['backslashes', `{"a":"${'\\'.repeat(size)}"}`],
    ['a long number', `{"a":${'1'.repeat(size)}}`],
    ['members', `{${'"a":1,'.repeat(size / 6)}"b":2}`],
  ])(
    '[wire] %s: named, in time and within 1 MiB, clear and encrypted',
    { timeout: 60_000 },
    (_name, text) => {
      const clear = Buffer.from(text)
      expect(clear.length).toBeLessThanOrEqual(MAX_BODY_BYTES)
      const message = clear.subarray(0, (clear.length * 3) / 4 - 200)
      const encrypt = encryptMessage({ aesKey, appid: own.appid, message })
      const deliveries = [
        { body: clear, encrypt: null },
        { body: clear, encrypt: 'AAAA' },
        { body: Buffer.from(`<xml><Encrypt>${encrypt}</Encrypt></xml>`), encrypt },
      ]
      for (const { body, encrypt } of deliveries) {
        for (const outcome of takeAll(body, encrypt)) expect(OUTCOMES).toContain(outcome)
        const query = signed(encrypt)
        const taken = bytesTaken(() => decodeCallback({ body, query, account }))
        expect(taken).toBeLessThan(MEBIBYTE)
      }
    },
  )
})
