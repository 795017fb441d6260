import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { S3Settings } from '../src/media/s3-bucket.ts'

interface Stored {
  readonly content: Buffer
  storedAt: number
}

/** An S3-compatible store of one bucket: it believes nothing that isn't signed, and keeps nothing that isn't what was signed. */
export interface StrictS3 {
  readonly settings: S3Settings
  /** What the bucket holds, by key. */
  readonly objects: ReadonlyMap<string, Stored>
  /** Makes every object as old as this. */
  age(ms: number): void
  /** Answers the next requests with this status; 0 = breaks the connection. */
  fail(status: number, times: number): void
  startOver(): void
  stop(): Promise<void>
}

const accessKeyId = 'AKIDTESTSONLY'
const secretAccessKey = 'a+secret/of=tests'
const region = 'cn-test-1'
const bucket = 'shop-files'
/** Amazon's own bound on a request's clock. */
const skewMs = 15 * 60_000

export async function startStrictS3(): Promise<StrictS3> {
  const objects = new Map<string, Stored>()
  let failing = { status: 0, times: 0 }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (failing.times > 0) {
      failing.times -= 1
      if (failing.status === 0) response.destroy()
      else refuse(response, failing.status, 'ServiceUnavailable')
      return
    }
    const problem = problemOf(request, body)
    if (problem !== null) return refuse(response, 403, problem)
    const url = new URL(request.url ?? '/', 'http://s3')
    const [named, ...rest] = url.pathname.slice(1).split('/')
    if (named !== bucket) return refuse(response, 404, 'NoSuchBucket')
    serve(request, response, { key: rest.join('/'), body })
  }

  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    { key, body }: { key: string; body: Buffer },
  ): void {
    const found = objects.get(key)
    const { method } = request
    if (method === 'PUT' && request.headers['content-length'] === undefined) {
      refuse(response, 411, 'MissingContentLength')
    } else if (method === 'PUT') {
      objects.set(key, { content: body, storedAt: Date.now() })
      response.writeHead(200).end()
    } else if (method === 'DELETE') {
      objects.delete(key)
      response.writeHead(204).end()
    } else if (found === undefined) refuse(response, 404, 'NoSuchKey')
    else give(request, response, found)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket,
      region,
      accessKeyId,
      secretAccessKey,
      prefix: 'one/shop',
      pathStyle: true,
    },
    objects,
    age(ms) {
      for (const object of objects.values()) object.storedAt -= ms
    },
    fail(status, times) {
      failing = { status, times }
    },
    startOver() {
      objects.clear()
      failing = { status: 0, times: 0 }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function give(request: IncomingMessage, response: ServerResponse, { content, storedAt }: Stored): void {
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  const [start, end] = [
    Number(asked?.[1] ?? 0),
    Math.min(Number(asked?.[2] ?? content.length - 1), content.length - 1),
  ]
  const part = content.subarray(start, end + 1)
  response.writeHead(asked === null ? 200 : 206, {
    'content-length': part.length,
    'last-modified': new Date(storedAt).toUTCString(),
    ...(asked === null ? {} : { 'content-range': `bytes ${start}-${end}/${content.length}` }),
  })
  response.end(request.method === 'HEAD' ? undefined : part)
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said by the test</Message></Error>`)
}

/** Signature Version 4, read from Amazon's description and not from any client. */
function problemOf(request: IncomingMessage, body: Buffer): string | null {
  const { headers } = request
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (given === null) return 'AccessDenied'
  const [, id = '', day = '', where = '', names = '', signature = ''] = given
  if (id !== accessKeyId) return 'InvalidAccessKeyId'
  if (where !== region) return 'AuthorizationHeaderMalformed'
  const time = String(headers['x-amz-date'])
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!time.startsWith(day) || !(Math.abs(Date.now() - at) < skewMs)) return 'RequestTimeTooSkewed'
  const signed = names.split(';')
  const needed = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'))
  if (needed.some((name) => !signed.includes(name))) return 'AccessDenied'
  if (headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch'

  const [path = '', query = ''] = (request.url ?? '').split('?')
  const canonical = [
    request.method,
    path,
    query,
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const wanted = [
    day,
    region,
    's3',
    'aws4_request',
    ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n'),
  ].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
