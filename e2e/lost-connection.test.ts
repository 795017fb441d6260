import { expect } from 'vitest'
import { layCable } from './cable.ts'
import { type Desk, eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

/** What Chromium's console says of requests that found no server. */
const noServer = [/ERR_|WebSocket connection/]

it('[S1] a cut cable shows, and when it is mended nothing is missing, doubled or out of order', async ({
  product,
  browsers,
}) => {
  const cable = await layCable(product.url)
  try {
    const desk = await openDesk(browsers, cable, '小林', { expects: noServer })
    const [hua, song] = [await product.wechat.demoFan('花花'), await product.wechat.demoFan('松果')]
    await hua.says('客服')
    await desk.accept('客服')
    await desk.reply('您好')
    await eventually(hua.heard).toEqual(['您好'])

    cable.cut()
    await isShown(desk.page.getByText(/^连接断开，正在重连/))
    for (const words of ['在吗', '还在吗', '喂']) await hua.says(words)
    await song.says('客服')
    await desk.reply('断线时写的第一句')
    await desk.reply('断线时写的第二句')
    await isShown(desk.line('断线时写的第二句').getByText('连接恢复后自动发送'))

    cable.mend()
    await desk.button('立即重连').click()
    await isShown(desk.page.getByText('已恢复，没有漏掉消息'))
    await isGone(desk.button('立即重连'))
    await eventually(hua.heard).toEqual(['您好', '断线时写的第一句', '断线时写的第二句'])
    await isShown(desk.line('断线时写的第二句').getByRole('img', { name: '微信已接收' }))
    expect(await saidIn(desk)).toEqual([
      '客服',
      '您好',
      '在吗',
      '还在吗',
      '喂',
      '断线时写的第一句',
      '断线时写的第二句',
    ])
    await isShown(desk.page.getByRole('tab', { name: '待接入 1' }))
  } finally {
    await cable.remove()
  }
})

it('[S1] [L8] a server that is started anew goes on with the same desks, by itself', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林', { expects: noServer })
  const fan = await product.wechat.demoFan('花花')
  await fan.says('客服')
  await desk.accept('客服')

  const restarted = product.restartServer()
  await desk.reply('正在为您查')
  await restarted
  await fan.says('好的')
  await isShown(desk.line('好的'))
  await eventually(fan.heard).toEqual(['正在为您查'])
  await isShown(desk.line('正在为您查').getByRole('img', { name: '微信已接收' }))
  expect(await desk.line('正在为您查').count()).toBe(1)
})

/** The bubbles of the open conversation from top to bottom, without who said them and what became of them. */
async function saidIn(desk: Desk): Promise<string[]> {
  const lines = await desk.log.locator('[data-line]').allInnerTexts()
  return lines.flatMap((line) => /：\n?(.+)/.exec(line)?.[1] ?? [])
}
