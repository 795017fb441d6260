import type { Browsers } from './browser.ts'
import { type Desk, isShown, openDesk } from './desk.ts'
import { copyPicture } from './pictures.ts'
import type { Product } from './product.ts'
import { type Fan, sendPath } from './wechat.ts'

const second = 1_000

/** An ordinary hour: four customers wait, 小林 serves three, one of whom has sent all that WeChat can carry. */
export async function openBusyShop(product: Product, browsers: Browsers): Promise<Desk> {
  const { wechat } = product
  const hua = await wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  await fillWaitingList(product)
  await hua.says('客服')
  await desk.accept(hua)
  await nameThem(desk, hua, '花花')
  await hua.says('什么时候发货？[玫瑰]')
  await talk(product, hua, desk)

  for (const [who, words] of [
    ['王姐-批发', '那 20 束都要粉色的，周五能到吗'],
    ['松果', '好的，谢谢'],
  ] as const) {
    const fan = await wechat.fan(who)
    await fan.says('客服')
    await desk.accept(fan)
    await nameThem(desk, fan, who)
    await desk.reply('您好，请说')
    await isShown(desk.line('您好，请说').getByRole('img', { name: '微信已接收' }))
    await fan.says(words)
    await isShown(desk.line(words))
  }
  await desk.reply('不客气，祝您生活愉快')
  await desk.open('花花')
  await isShown(desk.button('查看图片').first())
  return desk
}

async function fillWaitingList({ wechat, passTime }: Product): Promise<void> {
  for (const [words, waited] of [
    ['人工', 127 * second],
    ['你好', 44 * second],
    ['客服', 28 * second],
    ['在吗', 9 * second],
  ] as const) {
    const fan = await wechat.fan(words)
    await fan.says(words)
    await passTime(waited)
  }
}

async function talk({ wechat }: Product, hua: Fan, desk: Desk): Promise<void> {
  await desk.reply('您好，今天 18 点前发出')
  await desk.button('内部备注').click()
  const note = desk.page.getByRole('textbox', { name: '内部备注' })
  await note.fill('老客，上次送的花瓶碎了，这次多垫一层')
  await note.press('Enter')
  await isShown(desk.line('上次送的花瓶碎了'))
  for (const type of ['image', 'voice', 'video'] as const) await hua.sends(type)
  await hua.shares({
    type: 'location',
    latitude: 30.27415,
    longitude: 120.15515,
    label: '杭州市西湖区文三路 90 号',
  })
  await hua.shares({
    type: 'link',
    title: '春日花束上新：芍药、洋牡丹、郁金香',
    description: '本周下单，次日送达',
    url: 'https://shop.example.com/spring',
  })
  await hua.shares({ type: 'file', name: '发票抬头.pdf', bytes: 48_213 })
  await isShown(desk.line('发票抬头.pdf'))

  await desk.editor.focus()
  await copyPicture(desk.page)
  await desk.page.keyboard.press('Control+V')
  await isShown(desk.page.getByText('1 张图片将用掉 1 条'))
  await desk.button('发送').click()
  await desk.log.locator('[data-line]').last().getByRole('img', { name: '微信已接收' }).waitFor()
  await wechat.misbehaves('lost_answer', { times: 1, path: sendPath })
  await desk.reply('这是包装好的样子，您看可以吗')
  await isShown(desk.line('这是包装好的样子').getByText('不确定是否送达'))
  await wechat.misbehaves('allowance_used', { times: 1 })
  await desk.reply('单号 SF1020340051，明天上午到')
  await isShown(desk.line('单号 SF1020340051').getByText('已存为待发'))
}

/** Gives a customer a 备注名, as the panel beside the conversation does. */
async function nameThem({ page }: Desk, { openid }: Fan, remark: string): Promise<void> {
  const { origin, pathname } = new URL(page.url())
  const account = pathname.split('/')[2]
  await page.request.patch(`${origin}/api/accounts/${account}/conversations/${openid}/customer`, {
    data: { remark },
  })
  await isShown(page.getByRole('main', { name: `与${remark}的会话` }))
}
