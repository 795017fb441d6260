import pg from 'pg'

export const superuser = 'duokefu'

/** It only names the socket's file: nothing listens on TCP. */
const port = 5432

/** For node-postgres; the host in front of the path is a placeholder, the folder of the socket decides. */
export function connectionStringTo(socketFolder: string, database: string): string {
  const host = encodeURIComponent(socketFolder)
  return `postgresql://${superuser}@localhost:${port}/${encodeURIComponent(database)}?host=${host}`
}

/** One connection to the database `postgres`, for what the launcher itself has to ask. */
export async function connectTo(socketFolder: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: connectionStringTo(socketFolder, 'postgres'),
    connectionTimeoutMillis: 5000,
    application_name: name,
  })
  client.on('error', () => {}) // an idle connection that breaks says so by 'end' as well
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

/** `busy`: it recovers, starts or shuts down. */
export type Answer = 'ready' | 'busy' | 'absent'

/** Whether a server answers on that socket. */
export async function knock(socketFolder: string): Promise<Answer> {
  try {
    const client = await connectTo(socketFolder, 'duokefu knock')
    await client.end()
    return 'ready'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === '57P03') return 'busy' // cannot_connect_now
    if (code === '53300') return 'ready' // too_many_connections
    return 'absent'
  }
}
