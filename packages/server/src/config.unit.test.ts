import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { StartError } from './start-error.ts'

const started = { DUOKEFU_STARTER: 'npm-start' }
const secret = '0123456789abcdef'
const bucket = {
  S3_ENDPOINT: 'https://s3.example.com',
  S3_BUCKET: 'files',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'key',
}

describe('readConfig', () => {
  it('[B] listens on this machine alone, on 8080, with data under ./data', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 8080, databaseUrl: null, sandbox: null })
    expect(readConfig({}).dataDir).toMatch(/[\\/]data$/)
  })

  it('[B] takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: null })
  })

  it('[L10] files stay in DATA_DIR unless a bucket is named, and then wholly', () => {
    expect(readConfig({}).s3).toBeNull()
    expect(
      readConfig({ ...bucket, S3_REGION: 'cn-1', S3_PREFIX: 'shops/one', S3_PATH_STYLE: 'off' }).s3,
    ).toEqual({
      endpoint: 'https://s3.example.com',
      bucket: 'files',
      region: 'cn-1',
      accessKeyId: 'id',
      secretAccessKey: 'key',
      prefix: 'shops/one',
      pathStyle: false,
    })
  })

  it.each([
    ['nobody without a public URL', {}, []],
    ['this machine beside one', { PUBLIC_URL: 'https://desk.example.com' }, ['127.0.0.0/8', '::1']],
    ['whom it names', { TRUSTED_PROXIES: '172.18.0.2, 10.0.3.0/24' }, ['172.18.0.2', '10.0.3.0/24']],
    ['nobody when told so', { PUBLIC_URL: 'https://desk.example.com', TRUSTED_PROXIES: 'none' }, []],
  ])('[design] believes of proxies %s', (_name, env, proxies) => {
    expect(readConfig(env).trustedProxies).toEqual(proxies)
  })

  it('[design] tells processes of each other by the servers of NATS_URL, where it is set', () => {
    expect(readConfig({}).natsServers).toBeNull()
    expect(readConfig({ NATS_URL: 'nats://one:4222, tls://two' }).natsServers).toEqual([
      'nats://one:4222',
      'tls://two',
    ])
  })

  it.each([
    ['npm start on loopback', started, true],
    ['without npm start', {}, false],
    ['npm start with a public URL', { ...started, PUBLIC_URL: 'https://desk.example.com' }, false],
    ['npm start on every address', { ...started, HOST: '0.0.0.0' }, false],
    [
      'npm start with a database of its own',
      { ...started, DATABASE_URL: 'postgres://db/x', DUOKEFU_SECRET: secret },
      false,
    ],
    ['npm start that says off', { ...started, SANDBOX: 'off' }, false],
    [
      'asked for beside a database of its own',
      { SANDBOX: 'on', DATABASE_URL: 'postgres://db/x', DUOKEFU_SECRET: secret },
      true,
    ],
  ])('[B] has the simulated WeChat: %s', (_name, env, on) => {
    const config = readConfig(env)
    expect(config.sandbox !== null).toBe(on)
    expect(config.allowPrivateUrls).toBe(on)
  })

  it.each([
    ['SANDBOX=on on every address', { SANDBOX: 'on', HOST: '0.0.0.0' }, 'SANDBOX'],
    ['SANDBOX=on with a public URL', { SANDBOX: 'on', PUBLIC_URL: 'https://desk.example.com' }, 'SANDBOX'],
    ['a database without a secret', { DATABASE_URL: 'postgres://db/x' }, 'DUOKEFU_SECRET'],
    ['half a bucket', { S3_BUCKET: 'files', S3_ENDPOINT: 'https://s3.example.com' }, 'S3_ACCESS_KEY_ID'],
    ['a bucket at no web address', { ...bucket, S3_ENDPOINT: 'ftp://s3.example.com' }, 'S3_ENDPOINT'],
    ['a NATS that is none', { NATS_URL: 'nats://one,two:4222' }, 'NATS_URL'],
    ['a port that is none', { PORT: 'eighty' }, 'PORT'],
    ['a public URL that is none', { PUBLIC_URL: 'desk' }, 'PUBLIC_URL'],
    ['a proxy by its name', { TRUSTED_PROXIES: 'proxy.lan' }, 'TRUSTED_PROXIES'],
  ])('[B] refuses %s in one sentence of both languages', (_name, env, named) => {
    const refusal = caught(() => readConfig(env))
    expect(refusal).toBeInstanceOf(StartError)
    expect(refusal).toMatchObject({
      sentence: { zh: expect.stringContaining(named), en: expect.stringContaining(named) },
    })
  })
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return null
}
