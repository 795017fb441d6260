import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import type { Team } from '../product/agents.ts'
import { openidOf, type Shop, signedPath, textPush } from '../product/callback.ts'

/** One agent's day at the desk. */
export interface Day {
  readonly url: string
  readonly shop: Shop
  readonly team: Team
  readonly page: Page
  readonly session: CDPSession
  readonly customers: number
  /** The memory is weighed after each so many customers. */
  readonly weighEvery: number
  readonly onWeighed: (customers: number, heapBytes: number) => void
}

/** What a customer and the agent say, each. */
const lines = 8
const atOnce = 3
const patienceMs = 30_000

/**
 * Plays it: customers come, are accepted and opened on the screen, talk, and are let go. All frames come through the
 * page's own socket. Returns the heap after a full collection at each weighing, and how many messages were played.
 */
export async function playDay(
  day: Day,
): Promise<{ readonly heapBytes: readonly number[]; readonly messages: number }> {
  const heapBytes: number[] = []
  const talk = createTalk(day)
  for (let first = 0; first < day.customers; first += day.weighEvery) {
    const left = Array.from({ length: Math.min(day.weighEvery, day.customers - first) }, (_, n) => first + n)
    const turns = left.values()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const number of turns) await talk.serve(number)
      }),
    )
    heapBytes.push(await heapOf(day.session))
    day.onWeighed(first + left.length, heapBytes.at(-1) ?? 0)
  }
  return { heapBytes, messages: talk.messages() }
}

/** Bytes of the page's scripts after a full collection. */
async function heapOf(session: CDPSession): Promise<number> {
  await wait(1_000) // lists are merged, animations end
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

function createTalk({ url, shop, team, page }: Day) {
  const [agent] = team.agents
  if (agent === undefined) throw new Error('there is no agent')
  let messages = 0
  /** One click after the other: there is one mouse. */
  let mouse: Promise<void> = Promise.resolve()

  async function fanSays(openid: string, text: string): Promise<void> {
    messages += 1
    const at = Date.now()
    const msgId = String(24_910_973_561_000_000n + BigInt(messages))
    const answer = await fetch(url + signedPath(shop, openid, at), {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: textPush(shop, { openid, text, msgId, at }),
    })
    if (!answer.ok) throw new Error(`the callback of ${openid} was answered ${answer.status}`)
    await answer.text()
  }

  async function command(openid: string, body: object): Promise<string> {
    const answer = await fetch(`${url}/api/accounts/${team.accountId}/conversations/${openid}/commands`, {
      method: 'POST',
      headers: { cookie: agent?.cookie ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), ...body }),
    })
    if (!answer.ok) throw new Error(`${JSON.stringify(body)}: ${answer.status} ${await answer.text()}`)
    const { conversation } = (await answer.json()) as { conversation: { session: string } }
    return conversation.session
  }

  /** Opens the customer as the agent does, and waits until their words are on the screen. */
  function open(openid: string, words: string): Promise<void> {
    mouse = mouse.then(async () => {
      // Not by its place: rows move while others write.
      await page.locator(`[data-openid="${openid}"]`).dispatchEvent('click', {}, { timeout: patienceMs })
      await page
        .getByRole('log', { name: '消息记录' })
        .getByText(words)
        .last()
        .waitFor({ timeout: patienceMs })
    })
    return mouse
  }

  return {
    messages: () => messages,
    async serve(number: number): Promise<void> {
      const openid = openidOf(100_000 + number)
      await fanSays(openid, '客服')
      const session = await command(openid, { type: 'accept', aboveMaximum: true })
      const greeting = `您好，我是第 ${number} 位客人，请问有货吗？`
      await fanSays(openid, greeting)
      await open(openid, greeting)
      for (let line = 1; line <= lines; line += 1) {
        const content = { type: 'text', text: `有货的，今天发出。#${line}` }
        messages += 1
        await command(openid, { type: 'reply', session, mode: 'force', content })
        await fanSays(openid, `好的，那我再看看别的颜色，${line}。`)
      }
      await command(openid, { type: 'close', session, held: 'cancel', reason: null })
    },
  }
}
