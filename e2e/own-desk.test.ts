import { expect } from 'vitest'
import { eventually, isShown, openDesk, openServing } from './desk.ts'
import { it } from './it.ts'

it('a draft stays in its conversation, also over a reload', async ({ product, browsers }) => {
  const desk = await openDesk(browsers, product, '小林')
  const [hua, song] = [await product.wechat.demoFan('花花'), await product.wechat.demoFan('松果')]
  await hua.says('客服')
  await desk.accept('客服')
  await hua.says('这里是花花')
  await isShown(desk.line('这里是花花'))
  await desk.editor.fill('还没写完的')
  await song.says('客服')
  await desk.accept('客服')
  expect(await desk.editor.inputValue()).toBe('')
  await isShown(desk.row('[草稿] 还没写完的'))
  await desk.page.reload()
  await desk.open('还没写完的')
  await eventually(() => desk.editor.inputValue()).toBe('还没写完的')
})

it('[B] Ctrl+K ends and transfers the open conversation by the words of the buttons', async ({
  product,
  browsers,
}) => {
  const { desk } = await openServing(browsers, product)
  const find = async (words: string) => {
    await desk.page.keyboard.press('Control+k')
    await desk.page.getByRole('combobox', { name: '搜索客户、页面、操作' }).fill(words)
    await isShown(desk.page.getByRole('option', { name: words }))
    await desk.page.keyboard.press('Enter')
  }
  await find('结束会话')
  await desk.button('撤销').click()
  await desk.editor.waitFor()
  await find('转接')
  const transfer = desk.page.getByRole('dialog', { name: /^转接/ })
  await transfer.getByRole('searchbox').fill('小吴')
  await desk.page.keyboard.press('Enter')
  await isShown(desk.page.getByText('已转给小吴'))
})

it('the one-time link logs the owner in once', async ({ product, browsers }) => {
  const page = await browsers.open(product.ownerLink)
  await isShown(page.getByRole('button', { name: /^老周，在线/ }))
  expect(page.url()).not.toContain(product.ownerLink.split('#')[1])
  const late = await browsers.open(product.ownerLink, { expects: [/410 \(Gone\)/] })
  await isShown(late.getByRole('alert').getByText('这个登录链接已经用过或过期了'))
})

it('the desk speaks English wholly when it is told to, and remembers it', async ({ product, browsers }) => {
  const { page } = await openDesk(browsers, product, '小林')
  await page.getByRole('button', { name: /打开个人菜单/ }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.keyboard.press('Escape')
  await isShown(page.getByRole('tab', { name: 'Waiting 0' }))
  await page.reload()
  await isShown(page.getByRole('tab', { name: 'Waiting 0' }))
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  const words = (await page.locator('body').innerText()).replaceAll(/花田小店|小林|多客服/g, '')
  expect(words).not.toMatch(/\p{Script=Han}/u)
})

it('the desk is dark when it is told to, from the first paint on', async ({ product, browsers }) => {
  const { page } = await openDesk(browsers, product, '小林', { expects: [/ERR_FAILED/] })
  const brightness = async () => {
    const color = await page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')
    const [red = 0, green = 0, blue = 0] = color.match(/\d+/g)?.map(Number) ?? []
    return (red + green + blue) / 3
  }
  expect(await brightness()).toBeGreaterThan(200)
  await page.getByRole('button', { name: /打开个人菜单/ }).click()
  await page.getByRole('menuitemradio', { name: '深色' }).click()
  await eventually(brightness).toBeLessThan(60)
  // Without its scripts the page shows what the first paint shows.
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload()
  expect(await brightness()).toBeLessThan(60)
})
