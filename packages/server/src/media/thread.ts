import { Worker } from 'node:worker_threads'

/**
 * A worker thread for files that strangers send: what they do to a decoder hurts nobody else, and the event loop stays
 * free. Started when first needed; one that dies or takes too long is replaced.
 */
export interface Thread<Job, Result> {
  /** One job after the other. null when the thread died of it, took too long, or could not be had. */
  run(job: Job): Promise<Result | null>
  /** Ends it after the jobs that are waiting; the next one gets a fresh thread, with fresh memory. */
  stop(): Promise<void>
}

export interface ThreadOptions {
  readonly file: URL
  readonly patienceMs: number
  /** Of JavaScript alone: WebAssembly and buffers are not counted. */
  readonly memoryMb: number
}

export function createThread<Job, Result>(options: ThreadOptions): Thread<Job, Result> {
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()

  async function runNow(job: Job): Promise<Result | null> {
    // Throws where the system has no thread left.
    worker ??= start(options)
    const thread = worker
    return new Promise((resolve) => {
      const timer = setTimeout(fail, options.patienceMs)
      thread.once('message', succeed).once('error', fail).once('exit', fail).postMessage(job)

      function succeed(result: Result | null): void {
        leave()
        resolve(result)
      }
      function fail(): void {
        leave()
        // Whatever state it is in: the next job gets a fresh one.
        if (worker === thread) worker = null
        thread.on('error', () => undefined)
        void thread.terminate()
        resolve(null)
      }
      function leave(): void {
        clearTimeout(timer)
        thread.off('message', succeed).off('error', fail).off('exit', fail)
      }
    })
  }

  function inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const result = last.then(act)
    last = result.catch(() => undefined)
    return result
  }

  return {
    run: (job) => inTurn(() => runNow(job).catch(() => null)),
    stop: () =>
      inTurn(async () => {
        const thread = worker
        worker = null
        await thread?.terminate()
      }),
  }
}

function start({ file, memoryMb }: ThreadOptions): Worker {
  const thread = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // Loaders that the server was started with are not for it.
    execArgv: [],
  })
  thread.unref()
  return thread
}
