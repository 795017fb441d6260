import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Shop } from '../../bench/product/callback.ts'
import { newLogin } from '../../bench/product/new-login.ts'
import type { Product } from '../../bench/product/product.ts'

/** A reply as the agent's browser knows it. */
export interface Reply {
  readonly openid: string
  /** The record's client id. */
  readonly id: string
  readonly text: string
  /** By `performance.now()`. */
  readonly at: number
  /** The server has it; a code: it was refused; null: no answer was ever heard. */
  taken: true | string | null
}

/** An agent who accepts customers and answers each of their messages, as their browser does it: under ids of its own. */
export interface Agent {
  /** Of an admin's login. */
  readonly cookie: string
  readonly accountId: string
  /** Each message of one fan is answered in turn; the first one is accepted. */
  hear(openid: string): void
  replies(): readonly Reply[]
  /** By its text, which no other has. */
  replyOf(text: string): Reply | undefined
  /** Resolves when nothing is left to answer. */
  finish(): Promise<void>
}

/** A browser waits so long for an answer, and asks again under the same id. */
const patienceMs = 12_000
const againMs = 500
/** After it a reply counts as never heard of. */
const giveUpMs = 120_000

export async function hireAgent(product: Product, shop: Shop): Promise<Agent> {
  const cookie = await newLogin(product, { url: product.url(), shop, name: '小林', role: 'admin' })
  const session = await fetch(`${product.url()}/api/session`, { headers: { cookie } })
  const { accounts } = (await session.json()) as { accounts: readonly { id: string }[] }
  const accountId = accounts[0]?.id ?? ''

  const sessions = new Map<string, string>()
  const turns = new Map<string, Promise<void>>()
  const replies = new Map<string, Reply>()

  async function command(openid: string, body: Readonly<Record<string, unknown>>): Promise<Answer | null> {
    const text = JSON.stringify({ id: randomUUID(), ...body })
    const startedAt = performance.now()
    while (performance.now() - startedAt < giveUpMs) {
      const answer = await post(`/api/accounts/${accountId}/conversations/${openid}/commands`, text)
      if (answer !== null && answer.status < 500 && answer.status !== 429) return answer
      await wait(againMs)
    }
    return null
  }

  async function post(path: string, body: string): Promise<Answer | null> {
    try {
      const answer = await fetch(product.url() + path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(patienceMs),
      })
      return { status: answer.status, body: (await answer.json()) as Answer['body'] }
    } catch {
      return null // the server is away, or the answer was lost
    }
  }

  async function attend(openid: string): Promise<void> {
    const known = sessions.get(openid)
    if (known === undefined) {
      const answer = await command(openid, { type: 'accept', aboveMaximum: true })
      const accepted = answer?.body.conversation?.session
      if (accepted) sessions.set(openid, accepted)
      return
    }
    const text = `答 ${replies.size + 1}`
    const reply: Reply = { openid, id: randomUUID(), text, at: performance.now(), taken: null }
    replies.set(text, reply)
    const content = { type: 'text', text }
    const answer = await command(openid, {
      id: reply.id,
      type: 'reply',
      session: known,
      mode: 'send',
      content,
    })
    reply.taken =
      answer === null ? null : answer.status === 200 ? true : (answer.body.error?.code ?? 'unknown')
  }

  return {
    cookie,
    accountId,
    hear(openid) {
      const before = turns.get(openid) ?? Promise.resolve()
      turns.set(
        openid,
        before.then(() => attend(openid)),
      )
    },
    replies: () => [...replies.values()],
    replyOf: (text) => replies.get(text),
    async finish() {
      await Promise.all(turns.values())
    },
  }
}

interface Answer {
  readonly status: number
  readonly body: {
    readonly conversation?: { readonly session: string | null }
    readonly error?: { readonly code: string }
  }
}
