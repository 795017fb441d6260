import path from 'node:path'
import { z } from 'zod'
import { proxiesOf } from './http/proxies.ts'
import type { S3Settings } from './media/s3-bucket.ts'
import { natsServers } from './realtime/nats-login.ts'
import { StartError } from './start-error.ts'

/** Everything that the environment decides, read once at the start. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** How much may be kept on disk of what comes while the database is away; 0 = nothing. */
  readonly spoolBytes: number
  /** Where files are kept; null: in `dataDir`. */
  readonly s3: S3Settings | null
  /** null: the program runs a PostgreSQL of its own under `dataDir`. */
  readonly databaseUrl: string | null
  /** Servers of the NATS by which processes hear of each other; null: by PostgreSQL's LISTEN and NOTIFY. */
  readonly natsServers: readonly string[] | null
  /** How browsers and WeChat reach us, without a slash at the end; null: http://host:port. */
  readonly publicUrl: string | null
  readonly secret: string | null
  /** Addresses and ranges of the proxies that may say for whom they ask (X-Forwarded-For). */
  readonly trustedProxies: readonly string[]
  readonly sandbox: {
    readonly url: string
    /** The demo's own mall, as `npm start` runs it. */
    readonly mallUrl: string
    readonly demoFile: string | null
  } | null
  readonly allowPrivateUrls: boolean
}

const onOff = z.enum(['on', 'off'])
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  MALL_PORT: z.coerce.number().int().min(0).max(65_535).default(8082),
  DATA_DIR: z.string().min(1).default('./data'),
  SPOOL_MB: z.coerce.number().int().min(0).max(1_000_000).default(256),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,62}$/)
    .optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PREFIX: z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/)
    .optional(),
  S3_PATH_STYLE: onOff.default('on'),
  DATABASE_URL: z.string().optional(),
  NATS_URL: z.string().transform(natsServers).pipe(z.array(z.string())).optional(),
  PUBLIC_URL: z.url().optional(),
  DUOKEFU_SECRET: z.string().min(16).optional(),
  TRUSTED_PROXIES: z.string().transform(proxiesOf).pipe(z.array(z.string())).optional(),
  SANDBOX: onOff.optional(),
  ALLOW_PRIVATE_URLS: onOff.optional(),
  /** Set by `npm start` alone: the simulated WeChat is for it and for nobody else. */
  DUOKEFU_STARTER: z.string().optional(),
  DUOKEFU_DEMO_FILE: z.string().optional(),
})

/** Reads the variables of design; throws a StartError that says which one is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0])
    throw new StartError({
      zh: `环境变量 ${name} 的值不对：${parsed.error.issues[0]?.message}`,
      en: `The variable ${name} is wrong: ${parsed.error.issues[0]?.message}`,
    })
  }
  const value = parsed.data
  if (value.DATABASE_URL !== undefined && value.DUOKEFU_SECRET === undefined) {
    throw new StartError({
      zh: '设置了 DATABASE_URL 就必须同时设置 DUOKEFU_SECRET（至少 16 个字符），否则每个进程会各自生成密钥。',
      en: 'DATABASE_URL needs DUOKEFU_SECRET (16 characters or more) beside it: without it each process would make a key of its own.',
    })
  }
  const sandbox = sandboxOf(value)
  return {
    host: value.HOST,
    port: value.PORT,
    dataDir: path.resolve(value.DATA_DIR),
    spoolBytes: value.SPOOL_MB * 1024 * 1024,
    s3: s3Of(value),
    databaseUrl: value.DATABASE_URL ?? null,
    natsServers: value.NATS_URL ?? null,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    secret: value.DUOKEFU_SECRET ?? null,
    // A proxy on this machine, where there is one: anybody else's word is only their own.
    trustedProxies:
      value.TRUSTED_PROXIES ?? (value.PUBLIC_URL === undefined ? [] : (proxiesOf('loopback') ?? [])),
    sandbox,
    allowPrivateUrls:
      value.ALLOW_PRIVATE_URLS === undefined ? sandbox !== null : value.ALLOW_PRIVATE_URLS === 'on',
  }
}

/** A bucket is named wholly or not at all: half a name would put files where nobody looks for them. */
function s3Of(value: z.infer<typeof environment>): S3Settings | null {
  const {
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = value
  const named = [endpoint, bucket, accessKeyId, secretAccessKey]
  if (named.every((one) => one === undefined)) return null
  if (
    endpoint === undefined ||
    bucket === undefined ||
    accessKeyId === undefined ||
    secretAccessKey === undefined
  ) {
    throw new StartError({
      zh: 'S3_ENDPOINT、S3_BUCKET、S3_ACCESS_KEY_ID、S3_SECRET_ACCESS_KEY 要么都设置，要么都不设置。',
      en: 'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are set together or not at all.',
    })
  }
  const pathStyle = value.S3_PATH_STYLE === 'on'
  return {
    endpoint,
    bucket,
    region: value.S3_REGION,
    accessKeyId,
    secretAccessKey,
    prefix: value.S3_PREFIX ?? '',
    pathStyle,
  }
}

/** The sandbox logs anybody in with one click, so it exists on this machine's own address alone. */
function sandboxOf(value: z.infer<typeof environment>): Config['sandbox'] {
  const reachable = !isLoopback(value.HOST) || value.PUBLIC_URL !== undefined
  const wanted =
    value.SANDBOX ??
    (value.DUOKEFU_STARTER === 'npm-start' && !reachable && value.DATABASE_URL === undefined ? 'on' : 'off')
  if (wanted === 'off') return null
  if (reachable) {
    throw new StartError({
      zh: 'SANDBOX=on 只能用在本机地址上：请去掉 PUBLIC_URL，并把 HOST 设为 127.0.0.1。',
      en: 'SANDBOX=on works on this machine alone: unset PUBLIC_URL and set HOST to 127.0.0.1.',
    })
  }
  return {
    url: `http://${urlHost(value.HOST)}:${value.SANDBOX_PORT}`,
    mallUrl: `http://127.0.0.1:${value.MALL_PORT}/wechat`,
    demoFile: value.DUOKEFU_DEMO_FILE ?? null,
  }
}

export function isLoopback(host: string): boolean {
  // Whole: 127.evil.example is a name that anybody may have, and lead here.
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** A host as it stands in a URL: IPv6 in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
