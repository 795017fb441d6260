import { expect, it } from 'vitest'
import { createThread } from './thread.ts'

it('[L10] a job that could not be given to the thread stops none of those behind it', async () => {
  const echo = `import { parentPort } from 'node:worker_threads'
parentPort.on('message', (job) => parentPort.postMessage(job))`
  const file = new URL(`data:text/javascript,${encodeURIComponent(echo)}`)
  const thread = createThread<unknown, unknown>({ file, patienceMs: 30_000, memoryMb: 16 })
  const notCopied = () => undefined
  expect(await Promise.all([thread.run(notCopied), thread.run('next')])).toEqual([null, 'next'])
  await thread.stop()
})
