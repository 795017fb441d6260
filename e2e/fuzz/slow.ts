import { connect, type Socket } from 'node:net'

/** Connections that take their time: who has said nothing, half a header, half a body, or never reads the answer. */
export interface SlowOnes {
  /** How many are still open. */
  open(): number
  close(): void
}

const dripEveryMs = 500
const beginnings: readonly string[] = [
  '',
  'G',
  'GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ',
  'POST /api/login/link HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"token":"',
  'POST /wechat/wx HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n<xml>',
  'POST /cgi-bin/token HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
]

/** Opens so many of each kind; those that have begun say one more byte every half second. */
export function openSlowOnes(port: number, each: number): SlowOnes {
  const sockets = new Set<Socket>()
  for (const beginning of beginnings) {
    for (let count = 0; count < each; count += 1) {
      const socket = connect({ port, host: '127.0.0.1' })
      sockets.add(socket)
      // Who does not read does not hear of the end either.
      socket.resume()
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
      if (beginning === '') continue
      socket.write(beginning)
      const drip = setInterval(() => socket.write('1'), dripEveryMs)
      socket.on('close', () => clearInterval(drip))
    }
  }
  return {
    open: () => sockets.size,
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
