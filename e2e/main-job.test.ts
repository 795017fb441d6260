import { expect } from 'vitest'
import { isShown, openDesk } from './desk.ts'
import { it } from './it.ts'
import { openPhone } from './phone.ts'
import { copyPicture, widthOf } from './pictures.ts'

it('[S1] [S7] [S9] [S22] a fan asks, an agent answers, they exchange pictures, and the shop bot takes over again', async ({
  product,
  browsers,
}) => {
  const fan = await product.wechat.demoFan('花花')
  const phone = await openPhone(browsers, product, fan)
  const desk = await openDesk(browsers, product, '小林')

  await phone.says('客服')
  await desk.accept('关键词「客服」')

  await desk.reply('您好，今天 18 点前发出')
  await isShown(phone.heard('您好，今天 18 点前发出'))
  await isShown(desk.line('您好，今天 18 点前发出').getByRole('img', { name: '微信已接收' }))

  await phone.sendsPicture()
  const picture = desk.log.getByRole('button', { name: '查看图片' })
  await picture.click()
  const viewer = desk.page.getByRole('dialog')
  await isShown(viewer.getByRole('img', { name: '图片' }))
  expect(await widthOf(viewer.getByRole('img', { name: '图片' }))).toBeGreaterThan(0)
  await desk.page.keyboard.press('Escape')
  await viewer.waitFor({ state: 'detached' })

  await desk.editor.focus()
  await copyPicture(desk.page)
  await desk.page.keyboard.press('Control+V')
  await isShown(desk.page.getByText('1 张图片将用掉 1 条'))
  await desk.button('发送').click()
  await isShown(phone.pictures())
  expect(await widthOf(phone.pictures())).toBe(240)

  await desk.button('结束会话').click()
  await isShown(desk.page.getByText(/^已结束与.*的会话/))
  await phone.says('营业时间')
  await isShown(phone.heard('营业时间：每天 9:00–21:00'))
})
