import { openBackOffice } from './back-office.ts'
import { eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

it('[L13] [L2] the account’s menu is taken over and published, and a tap does what was said here', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  const hua = await product.wechat.demoFan('花花')
  const { page, open } = await openBackOffice(browsers, product)
  await open('菜单')
  await isShown(page.getByText('公众号现在的菜单是别的系统发布的，有 3 个按钮'))
  await page.getByRole('button', { name: '沿用公众号现有菜单' }).click()
  const phone = page.getByRole('figure', { name: '手机上的菜单' })

  await phone.getByRole('button', { name: '联系客服' }).click()
  await page.getByRole('radio', { name: '转客服' }).check()
  await phone.getByRole('button', { name: '花店' }).click()
  await phone.getByRole('button', { name: '我的订单' }).click()
  await page.getByRole('radio', { name: '自动回复文字' }).check()
  await page.getByRole('textbox', { name: '自动回复文字' }).fill('请把订单号发给我们')

  // A name that WeChat would refuse keeps the draft here.
  await phone.getByRole('button', { name: '营业时间' }).click()
  await page.getByRole('textbox', { name: '名称' }).fill('我们的营业时间')
  await page.getByRole('button', { name: '发布菜单' }).click()
  await isShown(page.getByText('请填写名称，最多 16 个字节（一个汉字 3 个字节）'))
  await page.getByRole('textbox', { name: '名称' }).fill('几点开门')
  await page.keyboard.press('Tab')
  await phone.getByRole('button', { name: '几点开门' }).press('Alt+ArrowLeft')

  await page.getByRole('button', { name: '发布菜单' }).click()
  const question = page.getByRole('dialog')
  await isShown(question.getByText('发布后替换公众号现有菜单。'))
  await question.getByRole('button', { name: '发布菜单' }).click()
  await isShown(page.getByText(/^今天 \d\d:\d\d 老周 发布，粉丝看到的就是这一份$/))
  await isGone(page.getByText(/项修改没有保存/))

  await hua.taps({ button: 1, entry: 2 })
  await eventually(() => hua.heard()).toContain('请把订单号发给我们')
  await hua.taps({ button: 2, entry: null })
  await desk.tab('待接入')
  await isShown(desk.row(hua))
  await open('审计')
  await isShown(page.getByText('发布了菜单'))
})

it('[L6] [L8] 健康 says first that the merchant’s server fails, and why; a program gets its key once', async ({
  product,
  browsers,
}) => {
  const hua = await product.wechat.demoFan('花花')
  const { page, open } = await openBackOffice(browsers, product)
  await hua.says('营业时间')
  await open('健康')
  await isShown(page.getByText('一切正常'))
  await isShown(page.getByText(/正常，95% 的请求在 \d+ 毫秒内回答/))

  // A port on which nobody listens.
  await product.query(
    `update account set developer_url = 'http://127.0.0.1:9/', config_version = config_version + 1`,
  )
  await eventually(async () => {
    await hua.says('营业时间')
    return page.getByText(/^连续失败，已暂停转发/).count()
  }).toBe(1)
  await isShown(page.getByRole('cell', { name: /^连接被拒绝/ }).first())
  await open('概览')
  await page.getByRole('listitem').filter({ hasText: '健康页有 1 项需要处理' }).getByRole('link').click()
  await isShown(page.getByText('1 项需要处理'))

  await open('API 接入')
  await page.getByRole('button', { name: '新建密钥' }).first().click()
  await page.getByRole('textbox', { name: '名称' }).fill('商城订单')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  const shown = page.getByRole('dialog', { name: '密钥「商城订单」' })
  const secret = await shown.locator('code').innerText()
  await shown.getByRole('button', { name: '已保存好' }).click()
  await isShown(page.getByText('商城订单'))
  await page.reload()
  await isShown(page.getByText(`…${secret.slice(-4)}`))
  await eventually(() => page.getByText(secret).count()).toBe(0)

  await page.getByRole('button', { name: '停用「商城订单」' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '停用「商城订单」' }).click()
  await isGone(page.getByText('商城订单'))
})
