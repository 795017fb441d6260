import { openBackOffice } from '../back-office.ts'
import { isShown, openDesk } from '../desk.ts'
import { it } from '../it.ts'
import { fitsWindow, isInHelp, showsRight } from '../picture-book.ts'
import { openStaffPhone } from '../staff-phone.ts'

it('[S2] [S26] the ways in: entry page, QR, the phone that confirms, password, and the choice of an account', async ({
  product,
  browsers,
}) => {
  const page = await browsers.open(product.url)
  const way = page.getByRole('link', { name: /^在线客服功能/ })
  await isShown(way)
  await isInHelp(page.getByRole('navigation', { name: '入口' }), 'entry')
  await showsRight(page, 'entry')
  await way.click()
  const qr = page.getByRole('img', { name: '登录二维码' })
  await isShown(qr)
  await isInHelp(page.getByRole('main'), 'login')
  await showsRight(page, 'login')

  const phone = await openStaffPhone(browsers, product, 'xiaolin')
  await phone.scans(qr)
  await isShown(phone.web.getByRole('button', { name: '确认登录' }))
  await isInHelp(phone.page.locator('.phone'), 'login-confirm', phone.web.locator('body'))
  await showsRight(phone.page, 'phone-login')
  await showsRight(page, 'login-scanned')
  await phone.web.getByRole('button', { name: '确认登录' }).click()
  await isShown(phone.web.getByText('已登录，可以关闭此页面'))
  await isShown(page.getByRole('button', { name: /^小林，在线/ }))

  const other = await browsers.open(`${product.url}/login/password`)
  await isShown(other.getByRole('textbox', { name: '登录名' }))
  await showsRight(other, 'login-password')

  await page.goto(`${product.url}/accounts`)
  await isShown(page.getByRole('link', { name: /^花田小店/ }))
  await showsRight(page, 'accounts')
})

it('[S16] [S26] an invitation in 服务通知, and ours in the browser of WeChat', async ({
  product,
  browsers,
}) => {
  const { page, open } = await openBackOffice(browsers, product)
  await open('客服')
  await page.getByRole('button', { name: '添加客服' }).click()
  const drawer = page.getByRole('dialog', { name: '添加客服' })
  await drawer.getByRole('textbox', { name: '名称' }).fill('小陈')
  await drawer.getByRole('textbox', { name: '客服账号' }).fill('xiaochen')
  await drawer.getByRole('button', { name: '下一步' }).click()
  await drawer.getByRole('textbox', { name: '输入微信号' }).fill('xiaochen_wx')
  await drawer.getByRole('button', { name: '验证' }).click()
  await drawer.getByRole('button', { name: '邀请绑定' }).click()
  const qr = page.getByRole('img', { name: '给小陈的邀请二维码' })
  await isShown(qr)

  const phone = await openStaffPhone(browsers, product, 'xiaochen')
  await phone.page.getByRole('button', { name: /服务通知/ }).click()
  await isInHelp(phone.page.locator('.phone'), 'notice')
  await showsRight(phone.page, 'phone-notice')
  await phone.page
    .getByRole('button', { name: /客服邀请/ })
    .last()
    .click()
  await showsRight(phone.page, 'phone-kf-invitation')
  await phone.page.getByRole('button', { name: '接受邀请' }).click()
  await isShown(phone.page.getByText('你已成为「花田小店」的客服'))
  await showsRight(phone.page, 'phone-kf-accepted')
  await phone.closesWeb()
  await phone.page.getByRole('button', { name: '返回' }).click()
  await phone.scans(qr)
  await isShown(phone.web.getByRole('button', { name: '接受邀请' }))
  await isInHelp(phone.page.locator('.phone'), 'invitation', phone.web.locator('body'))
  await showsRight(phone.page, 'phone-invitation')
  await phone.web.getByRole('button', { name: '接受邀请' }).click()
  await isShown(phone.web.getByText('你已成为「花田小店」的客服'))
  await showsRight(phone.page, 'phone-accepted')
})

it('[S26] the simulated WeChat, the desk on a phone and 使用说明', async ({ product, browsers }) => {
  const fan = await product.wechat.demoFan('花花')
  await fan.says('营业时间')
  await fan.sends('image')
  await fan.says('客服')
  const phone = await browsers.open(product.wechat.phoneOf(fan))
  await isShown(phone.getByRole('log').getByText('照片收到了'))
  await isInHelp(phone.locator('body'), 'sandbox')
  await showsRight(phone, 'sandbox-phone')

  const small = await openDesk(browsers, product, '小吴', { width: 390, height: 844 })
  await small.tab('待接入')
  await isShown(small.row(fan))
  await isInHelp(small.page.locator('body'), 'phone-list')
  await small.accept(fan)
  await small.editor.fill('您好，请说')
  await small.button('发送').click()
  await isShown(small.line('您好，请说').getByRole('img', { name: '微信已接收' }))
  await isInHelp(small.page.locator('body'), 'phone-conversation')

  const help = await browsers.open(`${product.url}/help`)
  await isShown(help.getByRole('heading', { name: '多客服是什么' }))
  await showsRight(help, 'help')
  for (const topic of ['agents', 'desk', 'login', 'stats']) {
    await help.goto(`${product.url}/help/${topic}`)
    await isShown(help.getByRole('article'))
    await showsRight(help, `help-${topic}`)
  }
  const dark = await browsers.open(`${product.url}/help/transfer`, { dark: true })
  await isShown(dark.getByRole('article'))
  await fitsWindow(dark, 'help-dark-1440x900')
})
