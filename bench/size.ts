// npm run bench:size -- [--messages 100000 --messages 10000000] [--calls 300]
import { parseArgs } from 'node:util'
import { checkDurability } from './gateway/checks.ts'
import { addAgents } from './product/agents.ts'
import { createProduct, type Product } from './product/product.ts'
import { addShop } from './product/shop.ts'
import { type Asker, openAsker } from './size/asker.ts'
import { fill } from './size/fill.ts'
import { measure } from './size/measure.ts'
import { questionsOf } from './size/questions.ts'
import { isMet, linesOf, type Measured } from './size/report.ts'
import { openNow, pastDays, sizeOf } from './size/shape.ts'
import { until } from './size/until.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', multiple: true, default: ['100000', '1000000', '10000000'] },
    calls: { type: 'string', default: '300' },
  },
})

const measured: Measured[] = []
for (const messages of values.messages.map(Number)) {
  const product = createProduct()
  try {
    measured.push(await measureAt(product, messages))
  } catch (error) {
    say(product.log())
    throw error
  } finally {
    await product.remove()
  }
}
console.log(linesOf(measured).join('\n'))
if (!measured.every(({ timings }) => timings.every(isMet))) process.exitCode = 1

async function measureAt(product: Product, messages: number): Promise<Measured> {
  const size = sizeOf(messages)
  say(`Filling in ${messages.toLocaleString('en-US')} messages …`)
  await product.start()
  const shop = await addShop(product)
  const loader = await product.connect()
  const { accountId, agents } = await addAgents(loader, shop.appid, openNow.agents + 1)
  const [owner, me] = agents
  if (owner === undefined || me === undefined) throw new Error('no agents')
  await loader.query(`update agent set role = 'owner' where account_id = $1 and agent_id = $2`, [
    accountId,
    owner.id,
  ])
  const began = performance.now()
  await fill(loader, shop.appid, size, say)
  const fillSeconds = (performance.now() - began) / 1000
  await loader.end()

  say('Starting it again, so that PostgreSQL remembers nothing; reports count their days …')
  await product.kill()
  await product.start()
  const db = await product.connect()
  await checkDurability(db)
  await until(async () => {
    const { rows } = await db.query('select count(*)::int as days from report_day where account_id = $1', [
      accountId,
    ])
    return rows[0].days >= pastDays
  })

  say(`${values.calls} calls of each question …`)
  const askers = {
    owner: openAsker(product.url(), accountId, owner.cookie),
    agent: openAsker(product.url(), accountId, me.cookie),
  }
  const agentIds = agents.slice(1).map(({ id }) => id)
  const aliases = await aliasesServed(askers.owner, agentIds)
  const questions = questionsOf({ db, size, accountId, agentIds, me: me.id, aliases })
  const timings = await measure(questions, askers, Number(values.calls))
  askers.owner.close()
  askers.agent.close()
  await db.end()
  return { messages, fillSeconds, timings }
}

/** Some customers of each agent, as the desk names them. */
async function aliasesServed(owner: Asker, agentIds: readonly string[]): Promise<string[]> {
  const aliases: string[] = []
  for (const agent of agentIds) {
    const { body } = await owner.ask(`/records?agent=${agent}&limit=100`)
    const periods = body.periods as readonly { readonly alias: string }[]
    aliases.push(...periods.map(({ alias }) => alias))
  }
  return aliases
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
