import type { ClientFrame, ServerFrame } from '@duokefu/contract'
import { decode } from './http.ts'

/** A realtime socket as the connection needs it; tests bring one of their own. */
export interface Socket {
  send(frame: ClientFrame): void
  close(): void
}

export interface SocketListener {
  onFrame(frame: ServerFrame): void
  /** Once, whoever closed it; never after `close()`. */
  onLost(): void
}

export type OpenSocket = (listener: SocketListener) => Socket

/** Opens `/api/realtime` of the page's own origin. */
export function openBrowserSocket(accountId: string): OpenSocket {
  return ({ onFrame, onLost }) => {
    const url = new URL(`/api/realtime?account=${encodeURIComponent(accountId)}`, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(url)
    let over = false
    socket.onmessage = (event) => {
      if (!over && typeof event.data === 'string') onFrame(decode('frame', JSON.parse(event.data)))
    }
    socket.onclose = () => {
      if (over) return
      over = true
      onLost()
    }
    return {
      send(frame) {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
      },
      close() {
        over = true
        socket.close()
      },
    }
  }
}
