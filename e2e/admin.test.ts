import { startSandbox } from '@duokefu/sandbox'
import { expect } from 'vitest'
import { openBackOffice } from './back-office.ts'
import { eventually, isGone, isShown, openDesk } from './desk.ts'
import { it } from './it.ts'

it('[S13] figure 11: 停用 ends what is open at once and the mall answers alone; 启用 takes customers again', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  const [hua, song] = [await product.wechat.demoFan('花花'), await product.wechat.demoFan('松果')]
  await hua.says('客服')
  await desk.accept(hua)
  await song.says('客服')
  const { page, open } = await openBackOffice(browsers, product)
  await open('多客服接口')

  await page.getByRole('radio', { name: /^停用/ }).check()
  await page.getByRole('button', { name: '确定修改' }).click()
  const question = page.getByRole('dialog')
  await isShown(question.getByText('停用后新消息直接转给你的服务器。1 个会话和 1 位等待的客户会结束。'))
  await question.getByRole('button', { name: '停用', exact: true }).click()
  await isShown(page.getByText(/^老周 今天 \d\d:\d\d 停用$/))
  const strip = desk.page.getByText('多客服接口已停用，工作台收不到新消息')
  await isShown(strip)
  await isGone(desk.row(hua))

  await hua.says('客服')
  const waiting = await product.query(`select 1 from conversation where state <> 'none'`)
  expect(waiting).toEqual([])
  const kept = await product.query<{ text: string }>(
    `select content ->> 'text' as text from message where openid = $1 and direction = 'in' order by seq`,
    [hua.openid],
  )
  expect(kept.map(({ text }) => text)).toEqual(['客服', '客服'])
  await eventually(async () => (await hua.heard()).length).toBeGreaterThan(0)

  await page.getByRole('radio', { name: /^启用/ }).check()
  await page.getByRole('button', { name: '确定修改' }).click()
  await isShown(page.getByText(/^老周 今天 \d\d:\d\d 启用$/))
  await isGone(strip)
  await hua.says('客服')
  await desk.tab('待接入')
  await isShown(desk.row(hua))
})

it('[S20] a rule is tried, added, moved to the top and acts; deleting it can be undone', async ({
  product,
  browsers,
}) => {
  const desk = await openDesk(browsers, product, '小林')
  const hua = await product.wechat.demoFan('花花')
  const { page, open } = await openBackOffice(browsers, product)
  await open('规则')

  await page.getByRole('textbox', { name: '消息内容' }).fill('我要退款')
  await page.getByRole('button', { name: '试一下' }).click()
  await isShown(page.getByText('没有符合的规则', { exact: true }))

  await page.getByRole('button', { name: '添加规则' }).click()
  const editor = page.getByRole('dialog')
  await editor.getByRole('button', { name: '保存' }).click()
  await isShown(editor.getByText('请填写名称，最多 30 个字'))
  await editor.getByRole('textbox', { name: '规则名称' }).fill('退款转客服')
  await editor.getByRole('combobox', { name: '第 1 个条件' }).click()
  await page.getByRole('option', { name: '消息包含' }).or(page.getByTitle('消息包含')).last().click()
  const words = editor.getByRole('combobox', { name: '消息包含' })
  await words.fill('退款')
  await words.press('Enter')
  await editor.getByRole('button', { name: '保存' }).click()
  await isGone(editor)

  const card = page.getByRole('listitem', { name: /：退款转客服。/ })
  await card.focus()
  await page.keyboard.press('Alt+ArrowUp')
  await isShown(page.getByRole('listitem', { name: /^第 1 条规则：退款转客服/ }))
  await page.getByRole('button', { name: '试一下' }).click()
  await isShown(page.getByText('第 1 条「退款转客服」生效：「退款」'))

  await hua.says('我要退款')
  await desk.tab('待接入')
  await isShown(desk.row(hua))

  await page.getByRole('button', { name: '删除「退款转客服」' }).click()
  await isGone(card)
  await page.getByRole('button', { name: '撤销' }).click()
  await isShown(card)
  await open('审计')
  await isShown(page.getByText('删除了规则「退款转客服」'))
})

it('[S12] figures 1 and 2: a second account is connected from nothing, each check says what is missing', async ({
  product,
  browsers,
}) => {
  const { page, open } = await openBackOffice(browsers, product, { expects: [/429/] })
  await open('接入公众号')
  await page.getByRole('link', { name: '接入另一个公众号' }).click()
  await page.getByRole('textbox', { name: '公众号名称' }).fill('木棉书屋')
  await page.getByRole('textbox', { name: 'AppID' }).fill('wx7a1c0d9ab3e70001')
  await page.getByRole('textbox', { name: 'AppSecret' }).fill('5b0c61e2b7f34a58a1e5c02d7b8f6e99')
  await page.getByRole('button', { name: '保存，下一步' }).click()

  const value = (name: string) =>
    page
      .locator('div')
      .filter({ hasText: new RegExp(`^${name}`) })
      .locator('code')
      .last()
      .innerText()
  const [url, token, encodingAesKey] = [
    await value('服务器地址（URL）'),
    await value('令牌（Token）'),
    await value('消息加解密密钥（EncodingAESKey）'),
  ]
  expect(url).toBe(`${product.url}/wechat/wx7a1c0d9ab3e70001`)

  // WeChat's side: the same values in its console, and the account at its API.
  const wechat = await startSandbox({
    accounts: [
      {
        appid: 'wx7a1c0d9ab3e70001',
        secret: '5b0c61e2b7f34a58a1e5c02d7b8f6e99',
        ghId: 'gh_7a1c0d9ab3e7',
        token,
        encodingAesKey,
        serverUrl: url,
      },
    ],
    deliver: { pauseMs: 50 },
  })
  try {
    await product.query(`update account set api_base = $2, oauth_base = $2 where appid = $1`, [
      'wx7a1c0d9ab3e70001',
      wechat.url,
    ])
    const wechatConsole = (body: object) =>
      fetch(`${wechat.url}/sandbox/account`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await isShown(page.getByText('等待微信验证'))
    await fetch(`${wechat.url}/sandbox/account/verify`, { method: 'POST' })
    await isShown(page.getByText(/收到过微信的请求，验证通过$/))

    await wechatConsole({ ipAllowlist: ['203.0.113.9'] })
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '没有服务器，跳过' }).click()
    await isShown(page.getByText(/不在白名单里。/))
    await wechatConsole({ ipAllowlist: null, kfEnabled: false })
    await page.getByRole('button', { name: '重新检查' }).click()
    await isShown(page.getByText('公众号还没有开启客服功能。'))
    await wechatConsole({ kfEnabled: true })
    await isGone(page.getByText('公众号还没有开启客服功能。'))

    await page.getByRole('button', { name: '开启客服功能', exact: true }).click()
    await isShown(page.getByText('已启用，客户的消息按规则进入工作台'))
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '完成接入' }).click()
    const question = page.getByRole('dialog')
    await isShown(
      question.getByText(
        '启用后，微信后台的自动回复和自定义菜单会停用，可在这里的「自动回复」和「菜单」恢复。',
      ),
    )
    await question.getByRole('button', { name: '完成接入' }).click()
    await isShown(page.getByRole('heading', { name: '概览', level: 1 }))
    await page.reload()
    await open('接入公众号')
    await page
      .getByRole('button', { name: /服务器配置/ })
      .or(page.getByText('服务器配置', { exact: true }))
      .first()
      .click()
    await isShown(page.getByText('已设置', { exact: true }))
    expect(await page.content()).not.toContain(encodingAesKey)
  } finally {
    await wechat.stop()
  }
})
