import type { Page } from 'playwright-core'

const replies = [
  ['发货时间', '{时间问候}，{客户称呼}，今天 18 点前发出'],
  ['退换货', '七天无理由退换，运费由我们承担'],
  ['养护', '到家先斜剪花茎 2 厘米，深水醒花 4 小时'],
] as const

/** A few quick replies, through the API that the pages use, of whoever is logged in on this page. */
export async function addReplies(page: Page, scope: 'own' | 'team'): Promise<void> {
  for (const [title, text] of replies)
    await post(page, 'replies', {
      scope,
      reply: { title, text, pictures: [], card: null, groupId: null, audience: null },
    })
}

/** 文字素材 of the account. */
export async function addMaterials(page: Page): Promise<void> {
  await post(page, 'materials', {
    materials: replies.map(([title, text]) => ({ title, content: { type: 'text', text } })),
  })
}

async function post(page: Page, what: string, data: object): Promise<void> {
  const { origin, pathname } = new URL(page.url())
  const answer = await page.request.post(`${origin}/api/accounts/${pathname.split('/')[2]}/${what}`, { data })
  if (!answer.ok()) throw new Error(`${what}: ${answer.status()} ${await answer.text()}`)
}
