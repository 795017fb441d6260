import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

const dayMs = 24 * 60 * 60_000

/** The side panel's tab 记录, by its key. */
async function openRecords(page: Page): Promise<void> {
  await page.keyboard.press('Alt+Shift+Digit3')
  await isShown(page.getByRole('searchbox', { name: '搜索与这位客户的聊天' }))
}

/** Records of one customer's past, as if they had written for weeks. */
async function fillPast(
  query: (sql: string, values: unknown[]) => Promise<unknown>,
  openid: string,
): Promise<void> {
  await query(
    `insert into message (account_id, openid, seq, at, version, direction, origin, content)
     select c.account_id, c.openid, n - 400, now() - interval '20 days' + n * interval '1 hour', 0, 'in', 'fan',
       jsonb_build_object('type', 'text', 'text', '第 ' || n || ' 条旧消息', 'menuId', null)
     from conversation c, generate_series(1, 400) n where c.openid = $1`,
    [openid],
  )
  await query('update conversation set next_import_seq = -400 where openid = $1', [openid])
}

it('[S4] earlier sessions, a jump to a day far back and 「回到最新」, while the customer goes on writing', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.fan('花花')
  await fan.says('客服')
  await fillPast(product.query, fan.openid)
  const lin = await openDesk(browsers, product, '小林')
  await lin.accept(fan)
  await lin.reply('在的')
  await isShown(lin.line('在的'))

  await openRecords(lin.page)
  await isShown(lin.page.getByRole('button', { name: /小林.*接待中/ }))
  await lin.page.getByRole('button', { name: '跳到日期' }).click()
  const calendar = lin.page.getByRole('dialog', { name: '跳到日期' })
  const wanted = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
    Date.now() - 15 * dayMs,
  )
  const month = new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
  })
  while (!(await calendar.getByText(month.format(Date.now() - 15 * dayMs)).isVisible()))
    await calendar.getByRole('button', { name: '上一个月' }).click()
  await calendar.getByRole('button', { name: `${wanted} 的记录` }).click()
  await expect.poll(() => lin.page.url()).toContain('at=')
  const seq = Number(new URL(lin.page.url()).searchParams.get('at'))
  await isShown(lin.line(`第 ${seq + 400} 条旧消息`))

  await fan.says('还在吗')
  expect(await lin.line('还在吗').count()).toBe(0)
  await lin.page.getByRole('button', { name: '回到最新' }).click()
  await isShown(lin.line('还在吗'))
  await isGone(lin.page.getByRole('button', { name: '回到最新' }))
})

it('[S4] scrolling down from a place in the past reaches the newest message without a gap', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.fan('花花')
  await fan.says('客服')
  await fillPast(product.query, fan.openid)
  const lin = await openDesk(browsers, product, '小林')
  await lin.accept(fan)
  const { href } = new URL(lin.page.url())
  await lin.page.goto(`${href}?at=-120`)
  await isShown(lin.line('第 280 条旧消息'))
  const seen = new Set<number>()
  const look = async () => {
    for (const text of await lin.log.locator('[data-line]').allInnerTexts()) {
      const number = /第 (\d+) 条旧消息/.exec(text)?.[1]
      if (number !== undefined) seen.add(Number(number))
    }
  }
  await eventually(async () => {
    await look()
    await lin.log.evaluate((log) => log.scrollBy(0, 500))
    return lin.line('客服').count()
  }).toBeGreaterThan(0)
  // The last stretch jumps to the end; what it passed over is looked at on the way back.
  const numbers = Array.from({ length: 121 }, (_, n) => 280 + n)
  await eventually(async () => {
    await look()
    await lin.log.evaluate((log) => log.scrollBy(0, -250))
    return numbers.filter((number) => !seen.has(number))
  }).toEqual([])
})

it('[B] words are found beside the conversation by Ctrl+F and on the page 记录, and open where they were said', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.fan('王姐')
  await fan.says('客服')
  await fan.says('我要退款')
  await fillPast(product.query, fan.openid)
  const lin = await openDesk(browsers, product, '小林')
  await lin.accept(fan)
  await lin.page.keyboard.press('Control+f')
  const field = lin.page.getByRole('searchbox', { name: '搜索与这位客户的聊天' })
  await eventually(() => field.evaluate((input) => input.matches(':focus'))).toBe(true)
  await field.fill('第 7 条')
  await lin.page
    .getByRole('complementary')
    .getByRole('button', { name: /第 7 条旧消息/ })
    .click()
  await isShown(lin.line('第 7 条旧消息'))

  await lin.page.getByRole('link', { name: '记录' }).click()
  await lin.page.getByRole('searchbox', { name: /搜索聊天内容/ }).fill('退款')
  await lin.page.keyboard.press('Enter')
  const found = lin.page.getByRole('list', { name: '找到的记录' }).getByRole('link')
  await eventually(() => found.count()).toBe(1)
  await found.first().click()
  await isShown(lin.line('我要退款'))
})

it('[S12] agents and records of WeChat’s own desk come in, once, and can be exported', async ({
  product,
  browsers,
}) => {
  const page = await browsers.open(product.ownerLink)
  await page.waitForURL(/\/(desk|admin)\/\d+/)
  const account = /\/(?:desk|admin)\/(\d+)/.exec(page.url())?.[1] ?? ''
  const kf = 'kf2001@huatian'
  await fetch(`${product.wechat.url}/sandbox/account/records`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      replace: true,
      records: [
        {
          openid: 'oImported0000000000000000001',
          kf_account: kf,
          opercode: 2003,
          text: '从前问的',
          time: nowMinus(2),
        },
        {
          openid: 'oImported0000000000000000001',
          kf_account: kf,
          opercode: 2002,
          text: '=从前答的',
          time: nowMinus(2) + 60,
        },
      ],
    }),
  })
  await page.goto(`${product.url}/admin/${account}/records`)
  await page.getByRole('button', { name: '开始导入' }).click()
  await isShown(page.getByText(/导入完成/))
  await isShown(page.getByText(/导入 2 条记录/))
  await page.getByRole('button', { name: '再次导入' }).click()
  await isShown(page.getByText(/导入 0 条记录 · 2 条已有/))

  await page.goto(`${product.url}/desk/${account}/search`)
  await page.getByRole('list', { name: '会话列表' }).getByRole('link').first().click()
  await isShown(page.getByRole('log').getByText('从前问的'))
  await page.getByRole('button', { name: '导出本会话' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV 表格' }).click()
  const file = await (await download).path()
  const csv = await readFile(file, 'utf8')
  expect(csv).toContain('从前问的')
  expect(csv).toContain("'=从前答的")
})

function nowMinus(days: number): number {
  return Math.floor((Date.now() - days * dayMs) / 1000)
}
