import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The network between one browser and the server, which can be cut. */
export interface Cable {
  /** The server's address at this end. */
  readonly url: string
  /** Every connection breaks, and no new one comes about. */
  cut(): void
  mend(): void
  remove(): Promise<void>
}

/** Lays a cable to a server on this machine. */
export async function layCable(serverUrl: string): Promise<Cable> {
  const server = Number(new URL(serverUrl).port)
  const sockets = new Set<Socket>()
  let isCut = false

  const listener = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(server, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })

  function breakAll(): void {
    for (const socket of sockets) socket.destroy()
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    async remove() {
      breakAll()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
