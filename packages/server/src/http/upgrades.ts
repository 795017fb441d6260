import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

const refusal = 'HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'
/** What asks for another protocol, and the settings that go with it. */
const asking = new Set(['upgrade', 'connection', 'http2-settings'])

/**
 * Node takes each connection whose request has an Upgrade header out of its HTTP server: no body is read any more and no
 * time limit holds. Only the desk's WebSocket is meant to go that way. A WebSocket elsewhere is refused here; whoever asks
 * for another protocol (Java's HttpClient offers h2c with every request) is answered as if they had not (RFC 9110, 7.8).
 * To be called when every listener for upgrades is there.
 */
export function keepUpgradesTo(path: string, server: Server): void {
  const listeners = server.listeners('upgrade')
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (isSocket && request.url?.split('?', 1)[0] === path) {
      for (const listener of listeners) listener.call(server, request, socket, head)
      return
    }
    // Node has taken its own listener off; a reset must not end the process.
    socket.on('error', () => socket.destroy())
    if (isSocket) {
      socket.end(refusal, () => socket.destroy())
      return
    }
    socket.unshift(Buffer.concat([withoutUpgrade(request), head]))
    server.emit('connection', socket)
  })
}

/** The request's head as it came, without its wish. */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (!asking.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1] ?? ''}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
