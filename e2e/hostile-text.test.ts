import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Browsers } from './browser.ts'
import { eventually, isShown } from './desk.ts'
import { it } from './it.ts'
import type { Product } from './product.ts'

const markup = `<img src=x onerror="hit()"><script>hit()</script>"><svg onload=hit()>`
/** Turns round what follows it, unless it is kept to itself. */
const turned = '\u202eאבג\u2067 \u200b\u200d\ufeff<i>'
const longWord = 'W'.repeat(900)
const emoji = '😀'.repeat(10_000)
/** Names are short. */
const name = `\u202e<b>א\u2066${'W'.repeat(5)}`
const picture = readFileSync(path.resolve(import.meta.dirname, '../packages/sandbox/assets/picture.jpg'))

/** Everything that a page did in this document and should not have. */
const watch = `
  globalThis.wrongs = []
  globalThis.hit = () => wrongs.push('a script ran')
  addEventListener('securitypolicyviolation', (event) => wrongs.push(event.violatedDirective + ' ' + event.blockedURI))
`

/**
 * Texts that turn round the words of others in their line. What stands alone in its block, or is isolated, can't.
 * In the page, where no type checker looks.
 */
const leaks = `(() => {
  const leaking = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!text.data.includes('\\u202e') || text.data.includes('\\u2068')) continue
    let around = text.parentElement
    const isOpen = (style) => style.display === 'inline' && style.unicodeBidi === 'normal'
    while (isOpen(getComputedStyle(around))) around = around.parentElement
    const { display, unicodeBidi } = getComputedStyle(around)
    if (display === 'none' || /isolate|plaintext/.test(unicodeBidi)) continue
    const others = [...around.childNodes].filter((node) =>
      node !== text && !node.contains(text) && node.textContent.trim() !== '' &&
      (node.nodeType === Node.TEXT_NODE || (node.nodeType === Node.ELEMENT_NODE && getComputedStyle(node).display === 'inline')))
    if (others.length > 0 && display !== 'flex' && display !== 'grid') leaking.push(around.className + ': ' + around.textContent.slice(0, 60))
  }
  return leaking
})()`

/** Fills every field that somebody writes and somebody else reads. */
async function fillShop(page: Page, product: Product): Promise<string> {
  const fan = await product.wechat.demoFan('花花')
  const { origin } = new URL(product.url)
  const account = new URL(page.url()).pathname.split('/')[2] ?? ''
  const base = `${origin}/api/accounts/${account}`
  async function api<Answer>(method: string, path: string, data?: object): Promise<Answer> {
    const answer = await page.request.fetch(`${base}/${path}`, {
      method,
      ...(data === undefined ? {} : { data }),
    })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  const card = { type: 'link', title: name, description: markup, url: 'https://mall.invalid/', picUrl: null }
  const { version, rules } = await api<{ version: number; rules: object[] }>('GET', 'rules')
  const answering = { type: 'answer', text: `${markup}${turned}` }
  const rule = {
    id: 'hostile',
    name,
    enabled: true,
    when: [{ type: 'text_equals', words: [name] }],
    action: answering,
  }
  await api('PUT', 'rules', { version, rules: [rule, ...rules] })
  const { agents } = await api<{ agents: { id: string }[] }>('GET', 'desk')
  await api('POST', 'team/groups', { name, members: agents.slice(0, 1).map(({ id }) => id) })
  for (const scope of ['own', 'team']) {
    await api('POST', 'reply-groups', { scope, name })
    const reply = {
      title: name,
      text: `${markup}${turned}`,
      pictures: [],
      card,
      groupId: null,
      audience: null,
    }
    await api('POST', 'replies', { scope, reply })
  }
  await api('POST', 'materials', { materials: [{ title: name, content: { type: 'text', text: markup } }] })
  await product.query('update account set name = $1, config_version = config_version + 1', [name])
  await product.query(`update person set name = $1`, [name])
  await product.query(`update agent set name = $1 where role = 'agent'`, [name])

  for (const text of ['客服', markup, turned, longWord, name]) await fan.says(text)
  await fan.says(emoji)
  const customer = `conversations/${fan.openid}`
  const command = (body: object) =>
    api<{ conversation: { session: string } }>('POST', `${customer}/commands`, { id: randomUUID(), ...body })
  const { conversation } = await command({ type: 'accept', aboveMaximum: true })
  const send = { type: 'reply', session: conversation.session, mode: 'send' }
  await command({ ...send, content: { type: 'text', text: `${markup}${turned}${longWord}` } })
  await command({ ...send, content: card })
  await command({ ...send, content: { type: 'menu', head: markup, items: [name, turned], tail: turned } })
  await command({ type: 'note', text: `${markup}${turned}${longWord}` })
  await api('PATCH', `${customer}/customer`, {
    remark: `${turned}${'W'.repeat(40)}`,
    description: `${markup}${longWord.slice(0, 300)}`,
  })
  const file = { name: `${turned}.html`, mimeType: 'image/jpeg', buffer: picture }
  const upload = await page.request.post(`${base}/media`, { multipart: { media: file } })
  const { key } = await upload.json()
  await command({ ...send, content: { type: 'image', mediaKey: key } })
  await product.query(`update customer set tags = $1 where openid = $2`, [
    [name, turned, markup.slice(0, 30)],
    fan.openid,
  ])
  // What only WeChat's callbacks bring.
  for (const content of [
    { type: 'file', name: `${turned}${markup}.html`, bytes: 1 },
    { type: 'location', latitude: 1, longitude: 1, scale: 1, label: `${markup}${turned}` },
    { type: 'unknown', msgType: markup, fields: { [markup]: turned } },
    { type: 'fan_event', event: markup, key: turned },
    { type: 'miniprogram', title: `${turned}${longWord}`, appid: markup, pagePath: markup, thumbUrl: null },
    { type: 'link', title: markup, description: turned, url: 'javascript:hit()', picUrl: null },
  ])
    await product.query(
      `with next as (update conversation set next_seq = next_seq + 1, version = version + 1 where openid = $1
         returning account_id, next_seq - 1 as seq, version)
       insert into message (account_id, openid, seq, at, version, direction, origin, content)
       select account_id, $1, seq, now(), version, 'in', 'fan', $2 from next`,
      [fan.openid, JSON.stringify(content)],
    )
  return fan.openid
}

it('[design] what people write can do nothing on any screen: markup, scripts, turned letters, 10,000 emoji', async ({
  product,
  browsers,
}) => {
  const page = await openOwner(browsers, product)
  const account = new URL(page.url()).pathname.split('/')[2] ?? ''
  const openid = await fillShop(page, product)
  const wrongs: string[] = []
  page.on('dialog', (dialog) => {
    wrongs.push(`a dialog says ${dialog.message()}`)
    void dialog.dismiss()
  })
  const look = async (where: string) => {
    await page.evaluate(
      'Promise.all(document.getAnimations().map((each) => each.finished)).catch(() => undefined)',
    )
    wrongs.push(...(await page.evaluate<string[]>('wrongs.splice(0)')).map((wrong) => `${where}: ${wrong}`))
    wrongs.push(...(await page.evaluate<string[]>(leaks)).map((leak) => `${where} turns round ${leak}`))
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    if (over > 0) wrongs.push(`${where} is ${over} pixels too wide`)
  }

  await page.goto(`${product.url}/desk/${account}/serving/${openid}`)
  await isShown(page.getByRole('log', { name: '消息记录' }).locator('[data-line]').last())
  await look('the conversation')
  for (const digit of [1, 2, 3]) {
    await page.keyboard.press(`Alt+Shift+Digit${digit}`)
    await look(`panel ${digit}`)
  }
  await page.keyboard.press('Control+K')
  await look('the search')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 390, height: 844 })
  await look('the conversation on a phone')

  const desk = [
    'waiting',
    'serving',
    'recent',
    'search?q=hit',
    'team',
    'me/today',
    'me/today/history',
    'me/accept',
  ]
  const mine = ['me/away', 'me/replies', 'me/alerts', 'me/devices', 'me/looks']
  const admin = [
    'overview',
    'connect',
    'interface',
    'agents',
    'groups',
    'rules',
    'auto',
    'menu',
    'replies',
    'stats',
  ]
  const more = ['records', 'settings', 'api', 'health', 'audit']
  const screens = [
    ...[...desk, ...mine].map((each) => `/desk/${account}/${each}`),
    ...[...admin, ...more].map((each) => `/admin/${account}/${each}`),
    ...['/accounts', '/help'],
  ]
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    for (const screen of width < 768 ? screens.slice(0, desk.length + mine.length) : screens) {
      await go(page, screen)
      await look(`${screen} at ${width}`)
    }
  }
  for (const screen of ['/login', '/m/stopped/unknown', `/m/invite/${'x'.repeat(43)}`]) {
    await page.goto(`${product.url}${screen}`)
    await look(screen)
  }
  expect(wrongs).toEqual([])
})

async function openOwner(browsers: Browsers, product: Product): Promise<Page> {
  const page = await browsers.open('about:blank', { expects: [/status of (401|403|404|410)/] })
  await page.addInitScript(watch)
  await page.goto(product.ownerLink)
  await page.waitForURL(/\/desk\/\d+/)
  return page
}

/** Another page of the app, without fetching the app again. */
async function go(page: Page, to: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(to)}); dispatchEvent(new PopStateEvent('popstate'))`,
  )
  await eventually(() => page.evaluate<string>('document.body.innerText.trim()')).not.toBe('')
}
