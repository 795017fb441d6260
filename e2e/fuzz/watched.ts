import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createProduct, type Product } from '../../bench/product/product.ts'

export interface RouteOfTable {
  readonly method: string
  readonly url: string
}

/** The product as an operator runs it, of which more can be seen: its route table, its memory, what it logs as an error. */
export interface Watched {
  readonly product: Product
  readonly routes: readonly RouteOfTable[]
  /** Bytes that are still used after a collection. */
  heapAfterCollection(): Promise<number>
  /** Bytes of memory that the process holds; 0 where the system does not tell. */
  residentBytes(): number
  /** Lines of level ERROR and above since the last call: someone must act, and here nobody should have to. */
  newErrors(): string[]
  remove(): Promise<void>
}

const watcher = path.join(import.meta.dirname, 'watch.mjs')
const errorLevel = 50
const patienceMs = 20_000

export async function startWatched(): Promise<Watched> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-fuzz-'))
  const preload = `${pathToFileURL(watcher).href}?folder=${encodeURIComponent(folder)}`
  const product = createProduct({ nodeOptions: ['--expose-gc', '--import', preload] })
  const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'))
  let collections = 0

  async function remove(): Promise<void> {
    await product.remove()
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await product.start()
    const { routes, dataDir } = read('routes.json') as { routes: RouteOfTable[]; dataDir: string }
    const log = followFile(path.join(dataDir, 'server.log'))
    return {
      product,
      routes,
      async heapAfterCollection() {
        collections += 1
        process.kill(product.pid(), 'SIGUSR2')
        for (const start = performance.now(); performance.now() - start < patienceMs; await wait(20)) {
          const told = readIfThere(() => read('memory.json') as { collections: number; heapUsed: number })
          if (told?.collections === collections) return told.heapUsed
        }
        throw new Error('the server does not tell its memory')
      },
      residentBytes: () => residentBytesOf(product.pid()),
      newErrors: () => log().filter(isError),
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

function isError(line: string): boolean {
  const logged = readIfThere(() => JSON.parse(line) as { level?: number })
  // What is no line of the logger is Node's own: an uncaught exception, a warning.
  return logged === null ? line.trim() !== '' : (logged.level ?? 0) >= errorLevel
}

/** Gives the whole lines that were written since it was asked last. */
function followFile(file: string): () => string[] {
  let at = 0
  let rest = ''
  return () => {
    const handle = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(1024 * 1024)
      for (let read = readSync(handle, buffer, 0, buffer.length, at); read > 0; ) {
        at += read
        rest += buffer.toString('utf8', 0, read)
        read = readSync(handle, buffer, 0, buffer.length, at)
      }
    } finally {
      closeSync(handle)
    }
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    return lines
  }
}

function residentBytesOf(pid: number): number {
  const status = readIfThere(() => readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1] ?? 0) * 1024
}

function readIfThere<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch {
    return null
  }
}
