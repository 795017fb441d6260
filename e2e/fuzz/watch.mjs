// Loaded into the server's process before the server itself: `node --expose-gc --import watch.mjs?folder=…`.
// Tells the route table as Fastify has it, and how much memory is left after a collection.
import { subscribe } from 'node:diagnostics_channel'
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '.'
const routes = []

function tell(name, value) {
  const file = path.join(folder, name)
  writeFileSync(`${file}.part`, JSON.stringify(value))
  renameSync(`${file}.part`, file)
}

subscribe('fastify.initialization', ({ fastify }) => {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, url })
  })
  fastify.addHook('onListen', async () => tell('routes.json', { routes, dataDir: process.env.DATA_DIR }))
})

let collections = 0
process.on('SIGUSR2', () => {
  globalThis.gc()
  collections += 1
  tell('memory.json', { collections, ...process.memoryUsage() })
})
