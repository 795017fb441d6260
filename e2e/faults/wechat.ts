import { type Sandbox, startSandbox } from '@duokefu/sandbox'
import type { NewShop } from '../../bench/product/shop.ts'
import type { Agent } from './agent.ts'
import { type Line, layLine } from './line.ts'

/** A simulated WeChat whose fans write by `fans.ts`, and which counts what it is asked to send them. */
export interface Wechat {
  /** Its API, as the product reaches it. */
  readonly line: Line
  readonly openids: readonly string[]
  /** The texts that a fan's phone got as messages, in order. */
  received(openid: string): readonly string[]
  /** Milliseconds from this moment (by `performance.now()`) until a phone gets a reply that was written after it. */
  untilReceived(since: number, agent: Pick<Agent, 'replyOf'>): Promise<number>
  stop(): Promise<void>
}

export async function startWechat(shop: NewShop, fans: number): Promise<Wechat> {
  const { appid, secret, token, originalId: ghId } = shop
  const account = { appid, secret, token, ghId, encodingAesKey: '', mode: 'plain' } as const
  const sandbox = await startSandbox({ accounts: [account], demoDesk: false })
  const line = await layLine(sandbox.url)
  await post(sandbox, '/sandbox/people', { prefix: 'fan', count: fans })
  const state = sandbox.world.account(appid)
  if (state === null) throw new Error('the simulated WeChat has no account')
  const openids: string[] = []
  for (let index = 1; index <= fans; index += 1) {
    // Whoever has paid can be sent messages for two days: what the fans of `fans.ts` write, this WeChat does not see.
    await post(sandbox, `/sandbox/people/fan${index}/pay`, {})
    openids.push(sandbox.world.fanOf(state, `fan${index}`)?.openid ?? '')
  }
  return {
    line,
    openids,
    received: (openid) =>
      (state.fans.get(openid)?.log ?? []).flatMap(({ content, from, via }) =>
        from === 'account' && via === 'custom_send' && content.type === 'text' ? [content.text] : [],
      ),
    untilReceived: (since, agent) =>
      new Promise((resolve) => {
        const stop = sandbox.world.listen((change) => {
          if (change.type !== 'entry' || change.entry.from !== 'account') return
          const { content } = change.entry
          const reply = content.type === 'text' ? agent.replyOf(content.text) : undefined
          if (reply === undefined || reply.at <= since) return
          stop()
          resolve(Math.round(performance.now() - since))
        })
      }),
    async stop() {
      await line.close()
      await sandbox.stop()
    },
  }
}

async function post({ url }: Sandbox, path: string, body: object): Promise<void> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`the simulated WeChat: ${answer.status} ${await answer.text()}`)
}
