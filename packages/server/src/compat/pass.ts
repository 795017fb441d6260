import { Readable } from 'node:stream'
import type { ApiResult } from '@duokefu/wechat'
import { Agent, request } from 'undici'
import type { Context } from '../context.ts'
import { type Answer, type Call, error, parseObject, refusal } from './call.ts'

/** Passes a call to WeChat with the account's one token, and its answer back as it comes. */
export interface Pass {
  (call: Call): Promise<Answer>
  close(): Promise<void>
}

/**
 * What programs may ask of WeChat through us, by how the paths begin. Not among them: what gives or spends tokens, what
 * would go to a fan beside our outbox, and the sessions of WeChat's own desk.
 */
export const passedPaths: readonly string[] = [
  '/cgi-bin/callback/check',
  '/cgi-bin/comment/',
  '/cgi-bin/draft/',
  '/cgi-bin/freepublish/',
  '/cgi-bin/get_api_domain_ip',
  '/cgi-bin/get_current_autoreply_info',
  '/cgi-bin/get_current_selfmenu_info',
  '/cgi-bin/getcallbackip',
  '/cgi-bin/groups/',
  '/cgi-bin/material/',
  '/cgi-bin/media/',
  '/cgi-bin/menu/',
  '/cgi-bin/message/mass/',
  '/cgi-bin/message/subscribe/',
  '/cgi-bin/message/template/',
  '/cgi-bin/openapi/quota/get',
  '/cgi-bin/qrcode/create',
  '/cgi-bin/shorturl',
  '/cgi-bin/tags/',
  '/cgi-bin/template/',
  '/cgi-bin/ticket/getticket',
  '/cgi-bin/user/',
]

const clearQuotaPath = '/cgi-bin/clear_quota'
const answerTimeoutMs = 60_000
/** Errors of WeChat are shorter: what has as many bytes is an answer. */
const longestErrorBytes = 2_048

export function createPass({ calls, log, pool }: Pick<Context, 'calls' | 'log' | 'pool'>): Pass {
  const dispatcher = new Agent({
    connect: { timeout: 4_000 },
    connections: 64,
    pipelining: 1,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  })

  async function mayPass({ path, account }: Call): Promise<boolean> {
    // Only what is written plainly: no way around the list by dots, escapes or doubled slashes.
    if (!/^(\/[\w-]+)+$/.test(path)) return false
    if (path === clearQuotaPath) return clearsQuota(pool, account.id)
    return passedPaths.some((prefix) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix))
  }

  async function ask(call: Call, token: string): Promise<ApiResult<Passed>> {
    const { account, method, path, query, contentType, body } = call
    const asked = new URLSearchParams(query)
    asked.set('access_token', token)
    try {
      const answer = await request(`${account.apiBase.replace(/\/+$/, '')}${path}?${asked}`, {
        dispatcher,
        method,
        headers: contentType === null ? {} : { 'content-type': contentType },
        body: method === 'POST' ? body : null,
      })
      return await look(answer)
    } catch (fault) {
      log.warn({ account: account.id, path, code: codeOf(fault) }, 'a call could not be passed to WeChat')
      return noAnswer
    }
  }

  async function pass(call: Call): Promise<Answer> {
    if (!(await mayPass(call))) return error(48001)
    const answer = await calls.call(call.account, (_api, token) => ask(call, token))
    if (!answer.ok) return refusal(answer.error.errcode, answer.error.errmsg)
    return { kind: 'stream', ...answer.value }
  }
  return Object.assign(pass, { close: () => dispatcher.close() })
}

const noAnswer: ApiResult<never> = {
  ok: false,
  error: { kind: 'uncertain', errcode: null, errmsg: 'no answer', sent: true },
}

interface Passed {
  readonly contentType: string
  readonly disposition: string | null
  readonly body: Readable
}

type Response = Awaited<ReturnType<typeof request>>

/** Waits for as much of an answer as tells whether WeChat refuses our token; the rest comes as it comes. */
async function look({ statusCode, headers, body }: Response): Promise<ApiResult<Passed>> {
  if (statusCode !== 200) {
    // WeChat says everything with 200: this is a proxy's word on the way.
    await body.dump()
    return noAnswer
  }
  const parts: Buffer[] = []
  let size = 0
  const chunks = body[Symbol.asyncIterator]()
  let isWhole = false
  while (size <= longestErrorBytes) {
    const next = await chunks.next()
    if (next.done === true) {
      isWhole = true
      break
    }
    parts.push(next.value)
    size += next.value.length
  }
  const start = Buffer.concat(parts)
  const errcode = isWhole ? parseObject(start)?.errcode : undefined
  if (errcode === 40001 || errcode === 40014 || errcode === 42001) {
    const errmsg = String(parseObject(start)?.errmsg ?? '')
    return { ok: false, error: { kind: 'refresh-token', errcode, errmsg, sent: true } }
  }
  return {
    ok: true,
    value: {
      contentType: textOf(headers['content-type']) ?? 'application/json; charset=utf-8',
      disposition: textOf(headers['content-disposition']),
      body: isWhole ? Readable.from([start], { objectMode: false }) : joined(start, chunks, body),
    },
  }
}

function joined(start: Buffer, rest: AsyncIterator<Buffer>, whole: Response['body']): Readable {
  async function* all() {
    yield start
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  }
  const stream = Readable.from(all(), { objectMode: false })
  // Whoever asked may be gone, also before the first byte: WeChat's connection is not kept for nobody.
  whole.on('error', () => undefined)
  return stream.once('close', () => whole.destroy())
}

function textOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header.join(', ') : header) ?? null
}

/** Never the whole error: its words may hold the address, and the token with it. */
function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown'
}

async function clearsQuota(pool: Context['pool'], accountId: Call['account']['id']): Promise<boolean> {
  const found = await pool.query<{ allowed: boolean }>(
    'select api_clear_quota as allowed from account where account_id = $1',
    [accountId],
  )
  return found.rows[0]?.allowed === true
}
