import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A cable between a process and its database, to be cut or to go silent. */
export interface Cable {
  readonly connectionString: string
  /** The next commit reaches the database, and its answer does not come back: the connection breaks instead. */
  breakAtCommit(): void
  /** Connections that are open now carry nothing any more, and nobody is told; new ones work. */
  goSilent(): void
  /** The database is gone: connections break, new ones do so at once. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function layCable(databaseUrl: string): Promise<Cable> {
  const target = new URL(databaseUrl)
  const folder = target.searchParams.get('host')
  const open = new Set<Socket>()
  const silent = new WeakSet<Socket>()
  let breaks = false
  let isCut = false

  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const port = Number(target.port || 5432)
    const far = folder === null ? connect(port, target.hostname) : connect(`${folder}/.s.PGSQL.${port}`)
    let broken = false
    open.add(near).add(far)
    near.on('data', (data) => {
      if (silent.has(near)) return
      if (breaks && data.includes('commit\0')) {
        breaks = false
        broken = true
      }
      far.write(data)
    })
    far.on('data', (data) => {
      if (broken) near.destroy()
      else if (!silent.has(near)) near.write(data)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => one.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const here = new URL(databaseUrl)
  here.hostname = '127.0.0.1'
  here.port = String((server.address() as AddressInfo).port)
  here.searchParams.delete('host')
  return {
    connectionString: here.href,
    breakAtCommit() {
      breaks = true
    },
    goSilent() {
      for (const socket of open) silent.add(socket)
    },
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
