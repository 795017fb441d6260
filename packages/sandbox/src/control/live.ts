import websocket from '@fastify/websocket'
import type { Controls } from './scope.ts'

/** A page that reads slower than the world changes is cut; it comes back and asks for the whole state. */
const LARGEST_BACKLOG_BYTES = 4 * 1024 * 1024

/** `GET /sandbox/live`: every change of the world as a WebSocket frame. */
export async function liveRoute({ app, world }: Controls): Promise<void> {
  await app.register(websocket)
  app.get('/sandbox/live', { websocket: true }, (socket) => {
    const stop = world.listen((change) => {
      if (socket.bufferedAmount > LARGEST_BACKLOG_BYTES) socket.terminate()
      else socket.send(JSON.stringify(change))
    })
    socket.on('close', stop)
    socket.on('error', stop)
  })
}
