import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBackOffice } from './back-office.ts'
import { eventually, isGone, isShown, openDesk, save } from './desk.ts'
import { it } from './it.ts'

const picture = path.resolve(import.meta.dirname, '../packages/sandbox/assets/picture.jpg')

/** One of a field's values, by the words of both. */
async function choose(page: Page, field: string, value: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByTitle(value, { exact: true }).last().click()
}

it('[L3] [L15] outside business hours who asks for a person hears so at once, at no cost, and waits for the morning', async ({
  product,
  browsers,
}) => {
  const hua = await product.wechat.demoFan('花花')
  const { page, open } = await openBackOffice(browsers, product)
  await open('设置')
  await page.getByRole('radio', { name: '按工作时间营业' }).check()
  await page.getByRole('textbox', { name: '周一第 1 段结束' }).fill('12点')
  await page.getByRole('button', { name: '给周一添加一段时间' }).click()
  await page.getByRole('button', { name: '把周一复制到' }).click()
  await page.getByRole('menuitem', { name: '周一到周五' }).click()
  await isShown(page.getByRole('textbox', { name: '周五第 2 段开始' }))
  // Whatever day it is: closed on all of them.
  for (const day of ['周一', '周二', '周三', '周四', '周五'])
    await page.getByRole('switch', { name: `${day}营业` }).click()
  await isShown(page.getByText('现在：休息', { exact: false }))
  await save(page)

  await open('自动回复')
  await page.getByRole('switch', { name: '下班提示' }).click()
  await page.getByRole('textbox', { name: '下班提示' }).fill('我们明早九点上班')
  await save(page)

  await hua.says('客服')
  await eventually(() => hua.heard()).toContain('我们明早九点上班')
  const desk = await openDesk(browsers, product, '小林')
  await desk.tab('待接入')
  await desk.open(hua)
  await isShown(desk.page.getByText('自动 · 下班提示'))
  const sql = 'select quota_left as left from conversation where openid = $1'
  expect(await product.query(sql, [hua.openid])).toEqual([{ left: 5 }])
})

it('[L2] a rule that tags and one that sends a picture are tried with all that they look at, then really act', async ({
  product,
  browsers,
}) => {
  const hua = await product.wechat.demoFan('花花')
  const { page, open } = await openBackOffice(browsers, product)
  await open('规则')
  const editor = page.getByRole('dialog')

  await page.getByRole('button', { name: '添加规则' }).click()
  await editor.getByRole('textbox', { name: '规则名称' }).fill('退款打标签')
  await choose(page, '第 1 个条件', '消息符合正则表达式')
  await editor.getByRole('textbox', { name: '消息符合正则表达式' }).fill('退(款|货')
  await isShown(editor.getByText('「退(款|货」的左括号没有配对'))
  await editor.getByRole('textbox', { name: '消息符合正则表达式' }).fill('退(款|货)')
  await editor.getByRole('radio', { name: '给客户添加标签，再看后面的规则' }).check()
  const tags = editor.getByRole('combobox', { name: '给客户添加标签，再看后面的规则' })
  await tags.fill('售后')
  await tags.press('Enter')
  await editor.getByRole('button', { name: '保存' }).click()
  await isGone(editor)

  await page.getByRole('button', { name: '添加规则' }).click()
  await editor.getByRole('textbox', { name: '规则名称' }).fill('售后看流程图')
  await choose(page, '第 1 个条件', '客户有标签')
  const wanted = editor.getByRole('combobox', { name: '客户有标签' })
  await wanted.fill('售后')
  await wanted.press('Enter')
  await editor.getByRole('radio', { name: '发送图片、语音、视频或链接' }).check()
  await editor.getByLabel('选择图片').setInputFiles(picture)
  await isShown(editor.getByRole('img', { name: '图片' }))
  await editor.getByRole('button', { name: '保存' }).click()
  await isGone(editor)

  await page.getByRole('textbox', { name: '消息内容' }).fill('我要退款')
  await page.getByRole('button', { name: '试一下' }).click()
  await isShown(page.getByText('第 3 条「售后看流程图」生效：「售后」'))
  await isShown(page.getByText('加了标签，继续'))
  await isShown(page.getByText('发送规则的回复'))

  await hua.says('我要退款')
  await eventually(() =>
    product.query<{ type: string; delivery: string }>(
      `select content ->> 'type' as type, delivery from message where openid = $1 and direction = 'out'`,
      [hua.openid],
    ),
  ).toEqual([{ type: 'image', delivery: 'sent' }])
  const customer = await product.query('select tags from customer where openid = $1', [hua.openid])
  expect(customer).toEqual([{ tags: ['售后'] }])
})

it('[L3] one click hands everything back to WeChat’s own desk, another takes it again', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  const [hua, song] = [await product.wechat.demoFan('花花'), await product.wechat.demoFan('松果')]
  await hua.says('客服')
  await desk.accept(hua)
  const { page, open } = await openBackOffice(browsers, product)
  await open('多客服接口')
  await page.getByRole('button', { name: '转回微信客服' }).click()
  const question = page.getByRole('dialog')
  await isShown(question.getByText('1 个会话会结束。'))
  await question.getByRole('button', { name: '转回微信客服' }).click()
  await isShown(page.getByText(/^老周 今天 \d\d:\d\d 转回$/))
  const strip = desk.page.getByText('已转回微信客服，工作台收不到新消息')
  await isShown(strip)
  await isGone(desk.row(hua))

  await song.says('客服')
  await eventually(() => atWechatDesk(product.wechat.url)).toContain(song.openid)

  await page.getByRole('button', { name: '收回到工作台' }).click()
  await isShown(page.getByText(/^老周 今天 \d\d:\d\d 收回$/))
  await isGone(strip)
  await hua.says('客服')
  await desk.tab('待接入')
  await isShown(desk.row(hua))
})

/** Who waits at WeChat's own desk. */
async function atWechatDesk(url: string): Promise<string[]> {
  const { waiting } = (await (await fetch(`${url}/sandbox/desk`)).json()) as { waiting: { openid: string }[] }
  return waiting.map(({ openid }) => openid)
}
