import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { Agent, type Dispatcher, request } from 'undici'
import { StorageUnavailableError } from '../conversations/entries.ts'

/** Where a bucket is and who may use it; `prefix` keeps several installations in one bucket apart. */
export interface S3Settings {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly prefix: string
  /** The bucket in the path of each address, not before its host: what most servers other than Amazon's expect. */
  readonly pathStyle: boolean
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  readonly key: string
  readonly headers?: Readonly<Record<string, string>>
  /** What is written, and its sha-256: signed with the request, so that the store refuses anything else. */
  readonly body?: { readonly digest: string; readonly bytes: number; readonly open: () => Buffer | Readable }
}

/** A bucket of any S3-compatible store, spoken to over HTTP. */
export interface S3Bucket {
  /** The answer, or null for 404. Throws StorageUnavailableError when the store is away or refuses; its body must be read. */
  send(request: S3Request): Promise<Dispatcher.ResponseData | null>
  close(): Promise<void>
}

const emptyDigest = createHash('sha256').digest('hex')
/** Waits before another try, where the store says 5xx or nothing: all our requests may be repeated. */
const againMs = [200, 1_000]

export function createS3Bucket(settings: S3Settings): S3Bucket {
  const agent = new Agent({
    connect: { timeout: 4_000 },
    connections: 64,
    pipelining: 1,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  })

  async function sendOnce({ method, key, headers = {}, body }: S3Request): Promise<Dispatcher.ResponseData> {
    const signer = new AwsV4Signer({
      method,
      url: addressOf(settings, key),
      headers: { ...headers, 'x-amz-content-sha256': body?.digest ?? emptyDigest },
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      region: settings.region,
      service: 's3',
    })
    const signed = await signer.sign()
    return request(signed.url, {
      dispatcher: agent,
      method,
      headers: {
        ...Object.fromEntries(signed.headers),
        ...(body === undefined ? {} : { 'content-length': String(body.bytes) }),
      },
      body: body?.open() ?? null,
    })
  }

  return {
    async send(wanted) {
      for (let attempt = 0; ; attempt += 1) {
        const answer = await sendOnce(wanted).catch(
          (error: unknown) => new StorageUnavailableError('the bucket does not answer', { cause: error }),
        )
        if (!(answer instanceof Error) && answer.statusCode < 300) return answer
        const isFinal = !(answer instanceof Error) && answer.statusCode < 500 && answer.statusCode !== 429
        const problem = answer instanceof Error ? answer : await refusalOf(answer)
        if (isFinal && problem === null) return null
        const pause = againMs[attempt]
        if (isFinal || pause === undefined)
          throw problem ?? new StorageUnavailableError('the bucket is not there')
        await wait(pause)
      }
    },
    close: () => agent.close(),
  }
}

/** null for 404 of a key. The store's own code says what is wrong; its message may name keys and is left out. */
async function refusalOf({ statusCode, body }: Dispatcher.ResponseData): Promise<Error | null> {
  const text = await body.text().catch(() => '')
  const code = /<Code>([\w.]{1,60})<\/Code>/.exec(text)?.[1] ?? null
  if (statusCode === 404 && code !== 'NoSuchBucket') return null
  return new StorageUnavailableError(`the bucket refused with ${statusCode} ${code ?? ''}`.trim())
}

function addressOf({ endpoint, bucket, prefix, pathStyle }: S3Settings, key: string): string {
  const url = new URL(endpoint)
  const folder = url.pathname.replace(/\/+$/, '')
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`
  url.pathname = [folder, ...(pathStyle ? [bucket] : []), ...(prefix === '' ? [] : [prefix]), key].join('/')
  return url.href
}
