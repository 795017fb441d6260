import { expect } from 'vitest'
import type { Browsers } from './browser.ts'
import { type Desk, eventually, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'
import type { Product } from './product.ts'
import { type Fan, sendPath } from './wechat.ts'

it('[L8] WeChat is busy: 发送中 until it takes the message, then ✓, and the fan has it once', async ({
  product,
  browsers,
}) => {
  const { wechat } = product
  const { fan, desk } = await serving(product, browsers)
  await wechat.misbehaves('busy', { path: sendPath })
  await desk.reply('马上为您查')
  await eventually(() => wechat.struck('busy')).toBeGreaterThan(0)
  await isShown(desk.line('马上为您查').getByText('发送中'))
  await wechat.behaves()
  await isShown(desk.line('马上为您查').getByRole('img', { name: '微信已接收' }))
  expect(await fan.heard()).toEqual(['马上为您查'])
})

it('[L9] WeChat says 45047: the reply waits as 待发, and goes out when the fan writes', async ({
  product,
  browsers,
}) => {
  const { fan, desk } = await serving(product, browsers)
  await product.wechat.misbehaves('allowance_used', { times: 1 })
  await desk.reply('单号 SF1020')
  await isShown(desk.line('单号 SF1020').getByText('微信说本轮条数已用完。已存为待发（45047）'))
  expect(await fan.heard()).toEqual([])
  await isShown(desk.button('存为待发'))
  await fan.says('好的谢谢')
  await eventually(fan.heard).toEqual(['单号 SF1020'])
  await isShown(desk.line('单号 SF1020').getByRole('img', { name: '微信已接收' }))
  await isShown(desk.button('发送'))
})

it('[L8] WeChat took the message and its answer was lost: 不确定, and only the agent sends it again', async ({
  product,
  browsers,
}) => {
  const { fan, desk } = await serving(product, browsers)
  await product.wechat.misbehaves('lost_answer', { times: 1, path: sendPath })
  await desk.reply('今天发货')
  const line = desk.line('今天发货').first()
  await isShown(line.getByText('不确定是否送达：微信没有回应'))
  expect(await fan.heard()).toEqual(['今天发货'])
  await line.getByRole('button', { name: '再发一次' }).click()
  await isShown(line.getByText('已重新发送'))
  await isShown(desk.line('今天发货').last().getByRole('img', { name: '微信已接收' }))
  expect(await fan.heard()).toEqual(['今天发货', '今天发货'])
})

it('[L8] WeChat gives no token for minutes: 发送中 all the while, then ✓, and the fan has it once', async ({
  product,
  browsers,
}) => {
  const { fan, desk } = await serving(product, browsers)
  await product.wechat.misbehaves('dead')
  await desk.reply('已经登记')
  const line = desk.line('已经登记')
  for (let minutes = 0; minutes < 6; minutes += 1) {
    const before = await product.wechat.struck('dead')
    await product.passTime(61_000)
    await eventually(() => product.wechat.struck('dead')).toBeGreaterThan(before)
  }
  await isShown(line.getByText('发送中'))
  await product.wechat.behaves()
  await product.passTime(10_000)
  await isShown(line.getByRole('img', { name: '微信已接收' }))
  expect(await fan.heard()).toEqual(['已经登记'])
})

it('[L6] WeChat delivers a message twice: one record', async ({ product, browsers }) => {
  const { fan, desk } = await serving(product, browsers)
  await product.wechat.misbehaves('duplicate_pushes')
  await fan.says('什么时候发货')
  await eventually(() => product.wechat.struck('duplicate_pushes')).toBeGreaterThan(0)
  await product.wechat.behaves()
  await fan.says('谢谢')
  await isShown(desk.line('谢谢'))
  expect(await desk.line('什么时候发货').count()).toBe(1)
})

async function serving(product: Product, browsers: Browsers): Promise<{ fan: Fan; desk: Desk }> {
  const fan = await product.wechat.demoFan('花花')
  const desk = await openDesk(browsers, product, '小林')
  await fan.says('客服')
  await desk.accept('客服')
  return { fan, desk }
}
