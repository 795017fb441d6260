import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'vitest'
import { startTestPostgres } from '../packages/server/test/postgres.ts'
import { launchChromium, useBrowsers } from './browser.ts'
import { demoShop } from './demo-shop.ts'
import { startMall } from './mall.ts'
import { startProduct } from './product.ts'

/**
 * A test with the whole product to itself: server, simulated WeChat, an empty database, and browsers whose consoles
 * must stay empty. PostgreSQL, the mall and Chromium run once per file.
 */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed: none
  .extend('around', { scope: 'file' }, async ({}, { onCleanup }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'duokefu-e2e-'))
    const demoFile = path.join(folder, 'demo.json')
    writeFileSync(demoFile, JSON.stringify(demoShop))
    const [postgres, mall, chromium] = await Promise.all([
      startTestPostgres(),
      startMall(demoFile),
      launchChromium(),
    ])
    onCleanup(async () => {
      await Promise.all([chromium.close(), mall.stop(), postgres.stop()])
      rmSync(folder, { recursive: true })
    })
    return { postgres, mall, chromium, demoFile }
  })
  .extend('stage', async ({ around, task }, { onCleanup }) => {
    const product = await startProduct(around)
    const browsers = useBrowsers(around.chromium)
    onCleanup(async () => {
      try {
        if (task.result?.state === 'fail' || browsers.complaints.length > 0)
          await browsers.picture(task.name.replaceAll(/[^\p{L}\d]+/gu, '-'))
        await browsers.close()
        if (browsers.complaints.length > 0)
          throw new Error(`The browser complains:\n${browsers.complaints.join('\n')}`)
      } finally {
        await product.stop()
      }
    })
    return { product, browsers }
  })
  .extend('product', async ({ stage }) => stage.product)
  .extend('browsers', async ({ stage }) => stage.browsers)
