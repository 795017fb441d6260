import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The network between the product and somebody whom it calls, which can fail. */
export interface Line {
  /** What the product is told to call. */
  readonly url: string
  /** Connections are refused, and those that are open break. */
  refuse(): Promise<void>
  /** Connections are taken, and nothing comes through any more. */
  fallSilent(): void
  /** All is well again. */
  restore(): Promise<void>
  close(): Promise<void>
}

/** To `url`, which must be on this machine. */
export async function layLine(url: string): Promise<Line> {
  const target = Number(new URL(url).port)
  const open = new Set<Socket>()
  let isSilent = false
  let server: Server | null = null
  let port = 0

  async function listen(): Promise<void> {
    server = createServer((near) => {
      open.add(near)
      near.on('error', () => near.destroy())
      near.on('close', () => open.delete(near))
      if (isSilent) {
        near.resume() // what is said is taken and heard by nobody
        return
      }
      const far = connect(target, '127.0.0.1')
      far.on('error', () => near.destroy())
      far.on('close', () => near.destroy())
      near.on('close', () => far.destroy())
      near.on('data', (data) => isSilent || far.write(data))
      far.on('data', (data) => isSilent || near.write(data))
    })
    const listening = server
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve))
    port = (listening.address() as AddressInfo).port
  }

  async function refuse(): Promise<void> {
    const listening = server
    server = null
    for (const socket of open) socket.destroy()
    if (listening !== null) await new Promise((resolve) => listening.close(resolve))
  }

  await listen()
  return {
    url: `http://127.0.0.1:${port}`,
    refuse,
    fallSilent() {
      isSilent = true
    },
    async restore() {
      // Whoever still waits for an answer hears that the connection is gone.
      if (isSilent) await refuse()
      isSilent = false
      if (server === null) await listen()
    },
    close: refuse,
  }
}
