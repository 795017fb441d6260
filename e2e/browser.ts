import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** How a browser looks at pages. */
export interface Look {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  /** With what moves: a click can miss a button that is just coming in. */
  readonly moving?: boolean
  /** Lines of the console that this test brings about itself: refused requests, a lost network. */
  readonly expects?: readonly RegExp[]
}

/** The browsers of one test, each a computer of its own: separate cookies, storage and console. */
export interface Browsers {
  open(url: string, look?: Look): Promise<Page>
  /** Everything that no console should say. */
  readonly complaints: readonly string[]
  /** Writes what all of them show into test-results. */
  picture(name: string): Promise<void>
  close(): Promise<void>
}

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
/** What the browser draws itself, date fields for one, is in Chinese as well. */
const chinese = ['--lang=zh-CN']
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']
const results = path.resolve(import.meta.dirname, '../test-results')

/** Long enough for a machine that is busy with other things; nothing waits for so long unless it is broken. */
export const patienceMs = 20_000

/** The Chromium of CHROMIUM_PATH (`npm test` finds or installs it), else the system's. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? usualPlaces.find((file) => existsSync(file))
  if (executablePath === undefined)
    throw new Error(
      'No Chromium found: install it, or point CHROMIUM_PATH to one (`npm test` does it by itself).',
    )
  return chromium.launch({ executablePath, args: [...flags, ...chinese, ...quiet] })
}

export function useBrowsers(chromium: Browser): Browsers {
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  return {
    complaints,
    async open(url, { width = 1440, height = 900, dark = false, moving = false, expects = [] } = {}) {
      const context = await chromium.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: moving ? 'no-preference' : 'reduce',
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      contexts.push(context)
      context.setDefaultTimeout(patienceMs)
      context.on('weberror', (error) => complaints.push(String(error.error().stack)))
      // Chromium says violations of the content security policy here as well.
      context.on('console', (line) => {
        const said = `${line.text()} (${line.location().url})`
        if (line.type() === 'error' && !expects.some((known) => known.test(said))) complaints.push(said)
      })
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    async picture(name) {
      mkdirSync(results, { recursive: true })
      const pages = contexts.flatMap((context) => context.pages())
      for (const [index, page] of pages.entries())
        await page.screenshot({ path: path.join(results, `${name}-${index + 1}.png`) }).catch(() => undefined)
    },
    async close() {
      for (const context of contexts) await context.close()
    },
  }
}
