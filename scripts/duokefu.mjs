import './node-version.mjs'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { dataDirOf, root } from './project.mjs'
import { runScript } from './words.mjs'

/** `npm run duokefu -- …`: what an operator does once. */
await runScript(async () => {
  const program = path.join(root, 'packages/server/dist/cli.js')
  if (!existsSync(program)) {
    await ensureInstalled()
    await ensureBuilt()
  }
  process.env.DATA_DIR = dataDirOf(process.env)
  await import(pathToFileURL(program).href)
})
