import { Socket } from 'node:net'

/**
 * A socket whose corked writes of one turn of the event loop leave in one system call. The driver corks each statement
 * for itself; a flight of ten would else be ten calls. (`write` can't be overridden: `connect` puts Node's own back.)
 */
export class GatheringSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork())
  }
}
