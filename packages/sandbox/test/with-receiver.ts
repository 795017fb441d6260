import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startTestSandbox, type TestSandbox } from './client.ts'
import { startReceiver } from './receiver.ts'

export interface WithReceiver {
  readonly sandbox: TestSandbox
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>
}

/** A sandbox for the tests of a file, and a server of the merchant's that answers success in safe mode; each test begins with an empty world. */
export function sandboxWithReceiver(): WithReceiver {
  let running: WithReceiver | null = null
  const of = () => {
    if (running === null) throw new Error('the tests have not begun')
    return running
  }
  beforeAll(async () => {
    const receiver = await startReceiver('safe', () => ({ answer: 'success' }))
    running = { receiver, sandbox: await startTestSandbox({ serverUrl: receiver.url }) }
  })
  afterAll(async () => {
    await running?.sandbox.stop()
    await running?.receiver.stop()
  })
  beforeEach(async () => {
    await of().sandbox.call('POST', '/sandbox/reset')
    of().receiver.received.length = 0
  })
  return {
    get sandbox() {
      return of().sandbox
    },
    get receiver() {
      return of().receiver
    },
  }
}
