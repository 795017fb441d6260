// npm run bench:browser -- [--customers 300] [--scroll-seconds 10] [--json]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Client } from 'pg'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { launchChromium } from '../e2e/browser.ts'
import { addRecords, addServed, addWaiting } from '../e2e/bulk.ts'
import { playDay } from './browser/day.ts'
import { watchLoading } from './browser/first-load.ts'
import { type BrowserMeasured, linesOf, reportOf } from './browser/report.ts'
import { traceScrolling } from './browser/scroll.ts'
import { type Child, startChild } from './load/child.ts'
import { addAgents, type Team } from './product/agents.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'

const served = 2_000
const waiting = 3_000
const records = 50_000
/** How often the memory is weighed in a day. */
const weighings = 10

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '300' },
    'scroll-seconds': { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
})

const product = createProduct()
const wechat = startChild(new URL('./replies/slow-wechat.ts', import.meta.url), ['0'])
const chromium = await launchChromium()
try {
  const report = reportOf(await measure(product, wechat, chromium))
  console.log(values.json ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'))
  if (report.goals.some((goal) => !goal.met)) process.exitCode = 1
} catch (error) {
  say(product.log())
  throw error
} finally {
  await chromium.close()
  wechat.stop()
  await product.remove()
}

async function measure(product: Product, wechat: Child, chromium: Browser): Promise<BrowserMeasured> {
  const { port } = (await wechat.hear()) as { port: number }
  say('Starting the server with its embedded PostgreSQL in a temporary folder …')
  await product.start()
  const shop = await addShop(product, { apiBase: `http://127.0.0.1:${port}` })
  const db = await product.connect()
  const team = await addAgents(db, shop.appid, 1)

  say('The desk is loaded for the first time …')
  const first = await openDesk(chromium, product, team, null)
  const firstLoad = { scriptBytes: first.loaded.scriptBytes(), scripts: first.loaded.scripts() }
  await first.page.close()

  const customers = Number(values.customers)
  say(`A day of ${customers} customers …`)
  const { page, session } = await openDesk(chromium, product, team, '接待中')
  const day = await playDay({
    ...{ url: product.url(), shop, team, page, session, customers },
    weighEvery: Math.ceil(customers / weighings),
    onWeighed: (count, bytes) => say(`${count} customers: ${(bytes / 1024 ** 2).toFixed(2)} MB`),
  })
  await page.close()

  say(`${served + waiting} conversations and ${records} records are written …`)
  const database = databaseOf(db)
  await addWaiting(database, waiting)
  await addServed(database, '客服 1', served)
  const [customer] = await database.query<{ openid: string }>(
    `select openid from conversation where preview ->> 'text' = '老客 1'`,
  )
  const openid = customer?.openid ?? ''
  await addRecords(database, openid, records)
  await db.query('analyze')

  const seconds = Number(values['scroll-seconds'])
  const desk = await openDesk(chromium, product, team, '待接入')
  say(`The list is scrolled for ${seconds} s …`)
  const list = desk.page.getByRole('region', { name: '待接入的客户' })
  await list.getByText('第 1 位').waitFor()
  const listFrames = await traceScrolling(desk.session, list, 1, seconds)
  await desk.page.getByRole('tab', { name: /^接待中/ }).click()
  await desk.page.locator(`[data-openid="${openid}"]`).click()
  const log = desk.page.getByRole('log', { name: '消息记录' })
  await log.getByText(`第 ${records} 条`).last().waitFor()
  say(`The records are scrolled for ${seconds} s …`)
  await wait(1_000)
  const recordFrames = await traceScrolling(desk.session, log, -1, seconds)
  await desk.page.close()
  await db.end()
  return {
    firstLoad,
    day: { ...day, customers },
    list: { count: served + waiting, frames: listFrames },
    records: { count: records, frames: recordFrames },
  }
}

interface OpenDesk {
  readonly page: Page
  readonly session: CDPSession
  readonly loaded: Awaited<ReturnType<typeof watchLoading>>
}

/** A browser of its own, with an empty cache, logged in, with the desk in view. */
async function openDesk(
  chromium: Browser,
  product: Product,
  { accountId, agents }: Team,
  tab: string | null,
): Promise<OpenDesk> {
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const [name = '', value = ''] = (agents[0]?.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: product.url() }])
  const page = await context.newPage()
  page.once('close', () => void context.close())
  const session = await context.newCDPSession(page)
  const loaded = await watchLoading(session)
  await page.goto(`${product.url()}/desk/${accountId}`)
  await page.getByRole('navigation', { name: '会话列表' }).waitFor()
  await page.waitForLoadState('networkidle')
  if (tab !== null) await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  return { page, session, loaded }
}

function databaseOf(db: Client): {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
} {
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      return (await db.query<Row>(sql, [...values])).rows
    },
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
