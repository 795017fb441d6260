import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Browsers } from './browser.ts'
import { type Desk, deskOn, eventually, isGone, isShown, openDesk, openServing } from './desk.ts'
import { it } from './it.ts'
import { openPhone } from './phone.ts'
import { widthOf } from './pictures.ts'
import type { Product } from './product.ts'

const asset = (name: string) => path.resolve(import.meta.dirname, '../packages/sandbox/assets', name)

/** 设置 → 快捷回复 → 新建. */
async function newReply(page: Page, title: string, text: string): Promise<void> {
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByRole('textbox', { name: '标题' }).fill(title)
  await page.getByRole('textbox', { name: '内容' }).fill(text)
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** The owner at 管理后台 → 快捷回复与素材. */
async function openAdminReplies(browsers: Browsers, product: Product): Promise<Page> {
  const page = await browsers.open(product.ownerLink)
  await page.getByRole('navigation', { name: '会话列表' }).waitFor()
  await page.goto(page.url().replace(/desk\/(\d+).*/, 'admin/$1/replies'))
  await page.getByRole('heading', { name: '快捷回复与素材' }).waitFor()
  return page
}

async function openReplies(desk: Desk): Promise<void> {
  await desk.page.getByRole('banner').getByRole('link', { name: '设置' }).click()
  await desk.page.getByRole('link', { name: '快捷回复' }).click()
  await isShown(desk.page.getByRole('heading', { name: '快捷回复' }))
}

it('[S19] figures 21 to 23: one’s own reply and a chosen material, found with / by pinyin, filled in and sent', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const phone = await openPhone(browsers, product, fan)

  // The owner pastes two texts as 文字素材 of the account.
  const owner = await openAdminReplies(browsers, product)
  await owner.getByRole('tab', { name: '素材' }).click()
  await owner.getByRole('button', { name: '粘贴或导入' }).click()
  await owner
    .getByRole('textbox', { name: '粘贴的内容' })
    .fill('七天无理由退换，运费由我们承担。\n\n营业时间每天 9:00–21:00，\n周末照常。')
  await isShown(owner.getByText('可导入 2 条，跳过 0 条'))
  await owner.getByRole('button', { name: '导入 2 条' }).click()
  await isShown(owner.getByText('已导入 2 条'))

  // An agent writes one of their own and chooses one of those.
  const desk = await openDesk(browsers, product, '小林')
  await openReplies(desk)
  await newReply(desk.page, '发货时间', '{时间问候}，{客户称呼}，我是{客服昵称}，今天 18 点前发出[微笑]')
  await desk.page.getByRole('button', { name: '选用素材' }).click()
  await desk.page.getByRole('checkbox', { name: /七天无理由/ }).check()
  await desk.page.getByRole('button', { name: '选用 1 条' }).click()
  await isShown(desk.page.getByRole('button', { name: /^七天无理由退换/ }))
  await newReply(desk.page, '单号', '您的订单{订单号}已发出')

  await fan.says('客服')
  await desk.page.getByRole('link', { name: /^会话/ }).click()
  await desk.accept('关键词「客服」')

  // `/` and the first letters of 发货时间; Esc leaves the character.
  await desk.editor.pressSequentially('/fhsj')
  const found = desk.page.getByRole('listbox', { name: '快捷回复' })
  await isShown(found.getByRole('option', { name: /^发货时间/ }))
  await desk.page.keyboard.press('Escape')
  await isGone(found)
  expect(await desk.editor.inputValue()).toBe('/fhsj')
  await desk.editor.fill('')
  await desk.editor.pressSequentially('/fhsj')
  await isShown(found.getByRole('option', { name: /^发货时间/ }))
  await isShown(phone.typing())
  await desk.page.keyboard.press('Enter')
  await eventually(() => desk.editor.inputValue()).toMatch(
    /^(早上|中午|下午|晚上)好，您，我是小林，今天 18 点前发出\[微笑\]$/,
  )
  await desk.page.keyboard.press('Enter')
  await eventually(() => fan.heard()).toContainEqual(
    expect.stringMatching(/我是小林，今天 18 点前发出\/::\)$/),
  )

  // ↓ in an empty composer, also by what a Chinese input method makes of the key; Ctrl+Enter sends at once.
  await desk.editor.pressSequentially('、七天')
  await isShown(found.getByRole('option', { name: /^七天无理由/ }))
  await desk.page.keyboard.press('Control+Enter')
  await isShown(phone.heard('七天无理由退换，运费由我们承担。'))
  expect(await desk.editor.inputValue()).toBe('')

  // What isn't known is marked, and nothing goes out with a brace in it.
  await desk.editor.pressSequentially('/dh')
  await isShown(found.getByRole('option', { name: /^单号/ }))
  await desk.page.keyboard.press('Tab')
  await isShown(desk.page.getByText('{订单号} 还没有填写'))
  expect(await desk.button('发送').isDisabled()).toBe(true)
  await desk.page.keyboard.insertText('2024-31')
  await isGone(desk.page.getByText('还没有填写'))
  await desk.page.keyboard.press('Enter')
  await isShown(phone.heard('您的订单2024-31已发出'))
})

it('[S19] [S21] a click beside the conversation inserts; picture, text, link and menu arrive, and the fan taps', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const phone = await openPhone(browsers, product, fan)
  const page = await openAdminReplies(browsers, product)
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.getByRole('textbox', { name: '标题', exact: true }).fill('秋冬新品')
  await page.getByRole('textbox', { name: '内容' }).fill('{客户称呼}好，新品到了')
  await page.locator('input[type=file]').first().setInputFiles(asset('picture.jpg'))
  await isShown(page.getByRole('button', { name: '去掉这张图片' }))
  await page.getByRole('radio', { name: '链接' }).click()
  await page.getByRole('textbox', { name: '标题' }).nth(1).fill('花田小店秋冬新品')
  await page.getByRole('textbox', { name: '网址', exact: true }).fill('shop.example/autumn')
  await page.getByRole('button', { name: '保存' }).click()
  await isShown(page.getByRole('button', { name: /^秋冬新品/ }))

  await fan.says('客服')
  const desk = await openDesk(browsers, product, '小林')
  await desk.accept('关键词「客服」')
  await desk.button('快捷回复').click()
  const panel = desk.page.getByRole('complementary')
  await panel.getByRole('radio', { name: '团队' }).click()
  await panel.getByRole('button', { name: /^秋冬新品/ }).click()
  await eventually(() => desk.editor.inputValue()).toBe('您好，新品到了')
  await isShown(desk.page.getByText('将用掉 3 条'))
  await desk.button('发送').click()
  await isShown(phone.heard('您好，新品到了'))
  expect(await widthOf(phone.pictures())).toBeGreaterThan(0)
  await isShown(phone.heard('花田小店秋冬新品'))
  await isShown(desk.line('花田小店秋冬新品').getByRole('img', { name: '微信已接收' }))

  // A menu that is written on the spot.
  await desk.page.getByRole('button', { name: '素材' }).click()
  const cards = desk.page.getByRole('dialog', { name: '素材' })
  await cards.getByRole('radio', { name: '菜单' }).click()
  await cards.getByRole('textbox', { name: '开头的话' }).fill('对这次服务满意吗？')
  await cards.getByRole('textbox', { name: '选项' }).fill('满意\n不满意')
  await cards.getByRole('button', { name: '放入回复' }).click()
  await isShown(desk.page.getByText('将用掉 1 条'))
  await desk.button('发送（最后 1 条）').or(desk.button('发送')).click()
  await phone.taps('满意')
  await isShown(desk.line('选择了').getByText('满意', { exact: true }))
})

it('[S21] [L10] a voice and a video arrive; what WeChat would not take is said before', async ({
  product,
  browsers,
}) => {
  const { desk, fan } = await openServing(browsers, product)
  const files = desk.page.locator('input[type=file]')
  await files.setInputFiles([asset('voice.amr'), asset('video.mp4')])
  await isShown(desk.page.getByText('将用掉 2 条'))
  await eventually(() => desk.button('发送').isEnabled()).toBe(true)
  await desk.button('发送').click()
  await eventually(() => product.wechat.answersTo(fan)).toEqual([0, 0])

  const phone = await openPhone(browsers, product, fan)
  await isShown(phone.voices())
  await isShown(phone.videos())

  await files.setInputFiles({
    name: '开箱.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.alloc(10 * 1024 * 1024 + 1),
  })
  await isShown(desk.page.getByText('视频超过 10 MB，微信不收'))
})

it('[S19] a GBK file becomes quick replies with groups, and what is wrong is said by line', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  await openReplies(desk)
  await desk.button('更多').click()
  await desk.page.getByRole('menuitem', { name: '导入' }).click()
  // 分组,标题,内容 / 售前,价格,九折 / 售前,空, — as Windows in China saves it.
  const gbk = Buffer.from(
    'b7d6d7e92cb1eacce22cc4dac8dd0d0acadbc7b02cbcdbb8f12cbec5d5db0d0acadbc7b02cbfd52c0d0a',
    'hex',
  )
  await desk.page.locator('input[type=file]').setInputFiles({
    name: '回复.csv',
    mimeType: 'text/csv',
    buffer: gbk,
  })
  await isShown(desk.page.getByText('可导入 1 条，跳过 1 条'))
  await isShown(desk.page.getByText('第 3 行：没有内容'))
  await desk.page.getByRole('button', { name: '导入 1 条' }).click()
  await isShown(desk.page.getByRole('button', { name: '售前 1' }))

  // 删除 asks nothing and is undone.
  await desk.page.getByRole('button', { name: '「价格」的操作' }).click()
  await desk.page.getByRole('menuitem', { name: '删除' }).click()
  await isShown(desk.page.getByText('已删除「价格」'))
  await desk.button('撤销').click()
  await isShown(desk.page.getByRole('button', { name: /^价格/ }))

  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk
      .button('更多')
      .click()
      .then(() => desk.page.getByRole('menuitem', { name: '导出 CSV' }).click()),
  ])
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toBe('\ufeff分组,标题,内容\r\n售前,价格,九折\r\n')
})

it('[L9] [S19] held texts are merged into one, and a message is kept as a quick reply', async ({
  product,
  browsers,
}) => {
  const { desk, fan } = await openServing(browsers, product)
  await product.wechat.misbehaves('allowance_used', { times: 1 })
  await desk.reply('您的包裹到杭州了')
  await isShown(desk.line('您的包裹到杭州了').getByText(/已存为待发/))
  await desk.reply('明天送到')
  await desk.line('明天送到').getByRole('button', { name: '合并' }).click()
  await isShown(desk.line('您的包裹到杭州了\n明天送到'))
  await isGone(desk.page.getByRole('button', { name: '合并' }))
  await fan.says('好的')
  await eventually(() => fan.heard()).toEqual(['您的包裹到杭州了\n明天送到'])

  await desk.line('明天送到').last().hover()
  await desk.line('明天送到').last().getByRole('button', { name: '存为快捷回复' }).click()
  await isShown(desk.page.getByText('已存为你的快捷回复'))
  await desk.editor.pressSequentially('/mtsd')
  await isShown(desk.page.getByRole('option', { name: /明天送到/ }))
})

it('[S19] on a phone the tools are behind ＋, and a quick reply goes from below into the composer', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  const desk = await openDesk(browsers, product, '小林')
  await openReplies(desk)
  await newReply(desk.page, '你好', '您好，很高兴为您服务')
  await desk.page.getByRole('link', { name: /^会话/ }).click()
  await desk.accept('关键词「客服」')
  const address = desk.page.url()

  await desk.page.setViewportSize({ width: 390, height: 844 })
  await desk.page.goto(address)
  const small = deskOn(desk.page)
  await small.page.getByRole('button', { name: '更多输入工具' }).click()
  await small.page.getByRole('menuitem', { name: '快捷回复' }).click()
  await small.page.getByRole('button', { name: /^你好/ }).click()
  await eventually(() => small.editor.inputValue()).toBe('您好，很高兴为您服务')
  await small.button('发送').click()
  await eventually(() => fan.heard()).toContain('您好，很高兴为您服务')
})
