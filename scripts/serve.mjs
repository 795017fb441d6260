import './node-version.mjs'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { whenNpmEnds } from './npm-parent.mjs'
import { dataDirOf, root } from './project.mjs'
import { Problem, runScript } from './words.mjs'

/** `npm run serve`: the server alone, as in production, from a build that is there already. */
await runScript(async () => {
  const program = path.join(root, 'packages/server/dist/main.js')
  if (!existsSync(program))
    throw new Problem({
      zh: '还没有构建；请先运行 npm ci 和 npm run build。',
      en: 'Nothing is built yet: run npm ci and npm run build first.',
    })
  process.env.DATA_DIR = dataDirOf(process.env)
  whenNpmEnds(() => process.kill(process.pid, 'SIGTERM'))
  await import(pathToFileURL(program).href)
})
