import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'
import type { Product } from './product.ts'

const minute = 60_000

/** Three customers of whom 小林 answers two, with three replies. */
async function aDay(product: Product, browsers: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(browsers, product, '小林')
  for (const [name, replies] of [
    ['花花', ['您好', '今天发出']],
    ['王姐', ['有货的']],
    ['松果', []],
  ] as const) {
    const fan = await product.wechat.demoFan(name)
    await fan.says('客服')
    await desk.accept('客服')
    for (const text of replies) {
      await desk.reply(text)
      await eventually(() => fan.heard()).toContain(text)
    }
  }
  return desk
}

/** The cells of the table on the screen, row by row, without their 「?」. */
async function tableOf(page: Page): Promise<string[][]> {
  return page.evaluate<string[][]>(
    `[...document.querySelectorAll('table tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))`,
  )
}

it('[S6] today’s two figures lead to 历史数据, which shows the same numbers as charts and a table', async ({
  product,
  browsers,
}) => {
  const { page } = await aDay(product, browsers)
  await page.getByRole('link', { name: '数据', exact: true }).click()
  const tile = (name: string) => page.locator('dl > div').filter({ hasText: name }).locator('dd').first()
  await eventually(() => tile('接待人数').innerText()).toBe('2')
  await eventually(() => tile('回复消息数').innerText()).toBe('3')

  await page.getByRole('link', { name: '历史数据' }).click()
  await page.getByRole('radio', { name: '7 天' }).click()
  await isShown(page.getByRole('img', { name: '每日接待与回复' }).locator('svg'))
  const [served, replies] = [page.locator('[data-figure=served]'), page.locator('[data-figure=replies]')]
  await eventually(() => served.locator('dd').first().innerText()).toBe('2')
  await eventually(() => replies.locator('dd').first().innerText()).toBe('3')
  const today = (await tableOf(page)).at(-1)
  expect(today?.slice(1, 5)).toEqual(['2', '3', '0', '3'])

  await served.getByRole('button', { name: '接待人数怎么算' }).click()
  await isShown(page.getByText('按会话里第一次回复的时间算'))
  await page.keyboard.press('Escape')

  await page.getByRole('radio', { name: '昨日' }).click()
  await isShown(page.getByText('这段时间没有接待，也没有消息'))
})

it('[S6] the owner sees the team, and the exported file holds what the table shows', async ({
  product,
  browsers,
}) => {
  const desk = await aDay(product, browsers)
  await product.passTime(10 * minute)
  const [account] = await product.query<{ account_id: string }>('select account_id from account')
  const page = await browsers.open(product.ownerLink)
  await isShown(page.getByRole('button', { name: /^老周，在线/ }))
  await page.goto(`${product.url}/admin/${account?.account_id}/stats?range=7`)
  for (const name of ['每日接待与回复', '各客服', '等待时长分布', '一周各时段的消息'])
    await isShown(page.getByRole('img', { name }).locator('svg'))

  await page.getByRole('radio', { name: '按客服' }).click()
  const shown = await tableOf(page)
  expect(shown).toEqual([expect.arrayContaining(['小林', '2', '3'])])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ])
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv.charCodeAt(0)).toBe(0xfeff)
  const [head = '', ...rows] = csv.slice(1).trimEnd().split('\r\n')
  expect(head).toMatch(/^客服,接待人数,回复消息数/)
  expect(rows.map((row) => row.split(',').slice(0, 7))).toEqual(shown.map((row) => row.slice(0, 7)))

  const [workbook] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 XLSX' }).click(),
  ])
  const file = await readFile(await workbook.path())
  expect(file.subarray(0, 2).toString()).toBe('PK')
  expect(workbook.suggestedFilename()).toMatch(/^duokefu-.*\.xlsx$/)

  // An agent has no such page, and may not ask for others' figures.
  const path = `/api/accounts/${account?.account_id}/reports?from=2026-01-01&to=2026-01-02`
  const refused = await desk.page.context().request.get(`${product.url}${path}`)
  expect(refused.status()).toBe(403)
}, 60_000)

it('[S21] a customer’s voice plays in the browser, the next unheard one follows, and a film plays inline', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  const { page } = desk
  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  await desk.accept('客服')
  await fan.sends('voice')
  await fan.shares({ type: 'voice', format: 'speex' })
  const voices = desk.log.locator('button[data-voice]')
  await eventually(() => voices.count()).toBe(2)
  await isShown(voices.first().getByText('3″'))
  expect(await desk.log.locator('[data-voice=unheard]').count()).toBe(2)

  await page.evaluate(
    `window.heard = []; document.addEventListener('playing', (event) => window.heard.push(event.target.duration), true)`,
  )
  await voices.first().click()
  // The second, in speex, follows when the first has ended: both are of two and a half seconds, and were really played.
  await eventually(() => page.evaluate<number[]>('window.heard')).toEqual([2.5, 2.5])
  expect(await desk.log.locator('[data-voice=unheard]').count()).toBe(0)
  await page.reload()
  await eventually(() => desk.log.locator('[data-voice=heard]').count()).toBe(2)

  await fan.sends('video')
  await page.evaluate(
    `document.addEventListener('playing', (event) => { window.film = event.target.videoWidth }, true)`,
  )
  await desk.log.getByRole('button', { name: /^播放视频/ }).click()
  await eventually(() => page.evaluate<number>('window.film ?? 0')).toBeGreaterThan(0)
})
