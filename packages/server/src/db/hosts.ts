import pg from 'pg'
import { StartError } from '../start-error.ts'

/** A server is given up after this: silent ones are followed by the next of the list while WeChat still waits. */
const answerWithinMs = 1_500

/** cannot_connect_now: storage is away, and asked again. */
class NoPrimaryError extends Error {
  override readonly name = 'NoPrimaryError'
  readonly code = '57P03'
}

/**
 * What a pool needs besides for a connection string that names several hosts, as libpq's do (node-postgres knows one):
 * every new connection goes to the first of them that takes writes. Nothing for one host.
 */
export function acrossHosts(connectionString: string | undefined): pg.PoolConfig {
  const urls = hostUrls(connectionString ?? '')
  const [first] = urls
  if (first === undefined || urls.length === 1) return {}
  const { of, forget } = createPrimary(urls)

  class PrimaryClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config)
      this.on('error', forget)
    }

    override connect(): Promise<this>
    override connect(callback: (error: Error | null) => void): void
    override connect(callback?: (error: Error | null) => void): Promise<this> | undefined {
      const connecting = this.#connect()
      if (callback === undefined) return connecting
      connecting.then(() => callback(null), callback)
      return undefined
    }

    async #connect(): Promise<this> {
      try {
        const { hostname, port } = await of()
        this.host = hostname.replace(/^\[(.+)\]$/, '$1')
        this.port = Number(port || 5432)
        await super.connect()
        if (await takesWrites(this)) return this
        await this.end()
        throw new NoPrimaryError('the primary has become a standby')
      } catch (error) {
        forget()
        throw error
      }
    }
  }
  return { connectionString: first, Client: PrimaryClient }
}

/** One URL for each host of `postgresql://user@one:5432,two:5432/name?target_session_attrs=read-write`, in its order. */
export function hostUrls(connectionString: string): string[] {
  const [, login = '', hosts = '', rest = ''] =
    /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(connectionString) ?? []
  if (!hosts.includes(',')) return connectionString === '' ? [] : [connectionString]
  const wanted = /[?&]target_session_attrs=([^&]*)/.exec(rest)?.[1] ?? 'read-write'
  if (wanted !== 'read-write' && wanted !== 'primary') {
    throw new StartError({
      zh: 'DATABASE_URL 里有多个主机时，target_session_attrs 只能是 read-write 或 primary。',
      en: 'With several hosts in DATABASE_URL, target_session_attrs is read-write or primary.',
    })
  }
  return hosts.split(',').map((host) => `${login}${host}${rest}`)
}

/** Where the primary is, found once and kept until somebody meets a fault there. */
function createPrimary(urls: readonly string[]): { of: () => Promise<URL>; forget: () => void } {
  let known: Promise<URL> | null = null
  async function find(): Promise<URL> {
    for (const url of urls) if (await isPrimary(url)) return new URL(url)
    throw new NoPrimaryError('no host of DATABASE_URL takes writes')
  }
  const forget = () => {
    known = null
  }
  return {
    of() {
      known ??= find()
      known.catch(forget)
      return known
    },
    forget,
  }
}

async function isPrimary(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await takesWrites(client)
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** False on a standby, and where the server was told to take none. */
async function takesWrites(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ off: boolean }>(
    `select current_setting('transaction_read_only') = 'off' as off`,
  )
  return rows[0]?.off === true
}
