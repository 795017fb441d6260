import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/**
 * A plain proxy: each request and each WebSocket goes to the next process. One that takes no connection is passed over; a
 * request that got no answer goes to another one if it may be repeated, as nginx does it by `proxy_next_upstream error
 * non_idempotent`.
 */
export interface RoundRobin {
  readonly url: string
  /** Callbacks that one process took without an answer, and another one answered. */
  passedOn(): number
  /** Requests that no process answered; whoever asked hears nothing either. */
  unanswered(): number
  stop(): Promise<void>
}

export async function startRoundRobin(targets: readonly string[]): Promise<RoundRobin> {
  const backends = targets.map((target) => {
    const { hostname: host, port } = new URL(target)
    return { host, port: Number(port), agent: new Agent({ keepAlive: true }) }
  })
  const sockets = new Set<Socket>()
  let turn = 0
  let passedOn = 0
  let unanswered = 0

  function inTurn() {
    turn += 1
    return backends
      .map((_, index) => backends[(turn + index) % backends.length])
      .filter((one) => one !== undefined)
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    for (const backend of inTurn()) {
      if ((await passTo(backend, incoming, body, response)) === 'done') return
    }
    unanswered += 1
    response.destroy()
  }

  function passTo(
    backend: (typeof backends)[number],
    { url: path, method, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<'done' | 'next'> {
    return new Promise((resolve) => {
      const asked = request({ ...backend, path, method, headers }, (answer) => {
        // The connection on this side is ours to keep.
        const { connection: _connection, 'keep-alive': _keepAlive, ...kept } = answer.headers
        response.writeHead(answer.statusCode ?? 502, kept)
        answer.pipe(response)
        answer.on('error', () => response.destroy())
        response.on('close', () => resolve('done'))
      })
      asked.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve('next')
        // What was committed is known by its receipt, whoever is asked again.
        const isCallback = path?.startsWith('/wechat/') === true
        if (isCallback) passedOn += 1
        if (isCallback || method === 'GET') return resolve('next')
        unanswered += 1
        response.destroy()
        resolve('done')
      })
      asked.end(body)
    })
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => response.destroy())
  })
  server.on('upgrade', async (incoming, near: Socket, head) => {
    near.on('error', () => near.destroy())
    for (const { host, port } of inTurn()) {
      const far = await reach(host, port)
      if (far === null) continue
      const lines = incoming.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
      far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('')}\r\n`)
      far.write(head)
      far.on('error', () => near.destroy())
      far.on('close', () => near.destroy())
      near.on('close', () => far.destroy())
      far.pipe(near)
      near.pipe(far)
      return
    }
    near.destroy()
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passedOn: () => passedOn,
    unanswered: () => unanswered,
    async stop() {
      for (const socket of sockets) socket.destroy()
      for (const { agent } of backends) agent.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** null: nobody listens there. */
function reach(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}
