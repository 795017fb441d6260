import { randomUUID } from 'node:crypto'
import type { Team } from './agents.ts'
import { type Shop, signedPath, textPush } from './callback.ts'

const atOnce = 16

/** A fan, the agent who serves them (index in the team) and the session. */
export interface Served {
  readonly openid: string
  readonly agent: number
  readonly session: string
}

/** Lets each fan ask for 客服 and be accepted by the agents in turn, as it goes in a shop. */
export async function serveAll(
  url: string,
  shop: Shop,
  openids: readonly string[],
  team: Team,
): Promise<Served[]> {
  const served: Served[] = []
  const left = openids.entries()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, openid] of left) {
        const agent = index % team.agents.length
        await askForAgent(url, shop, openid, index)
        served.push({ openid, agent, session: await accept(url, team, openid, agent) })
      }
    }),
  )
  return served
}

async function askForAgent(url: string, shop: Shop, openid: string, index: number): Promise<void> {
  const at = Date.now()
  const msgId = String(24_710_973_561_000_000n + BigInt(index))
  const answer = await fetch(url + signedPath(shop, openid, at), {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: textPush(shop, { openid, text: '客服', msgId, at }),
  })
  if (!answer.ok) throw new Error(`the callback of ${openid} was answered ${answer.status}`)
  await answer.text()
}

async function accept(
  url: string,
  { accountId, agents }: Team,
  openid: string,
  agent: number,
): Promise<string> {
  const answer = await fetch(`${url}/api/accounts/${accountId}/conversations/${openid}/commands`, {
    method: 'POST',
    headers: { cookie: agents[agent]?.cookie ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ id: randomUUID(), type: 'accept', aboveMaximum: true }),
  })
  if (!answer.ok) throw new Error(`接入 ${openid}: ${answer.status} ${await answer.text()}`)
  const { conversation } = (await answer.json()) as { conversation: { session: string } }
  return conversation.session
}
