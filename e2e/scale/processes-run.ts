// npm run faults:processes -- [--processes 3] [--kills 10] [--rolling 3] [--rate 150] [--seed n] [--nats]
import { parseArgs } from 'node:util'
import { findNatsServer, startNatsCluster } from '../../packages/server/test/nats-cluster.ts'
import { startTestPostgres } from '../../packages/server/test/postgres.ts'
import { whenInterrupted } from './interrupted.ts'
import { processesUnderLoad } from './processes.ts'

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '3' },
    kills: { type: 'string', default: '10' },
    rolling: { type: 'string', default: '3' },
    rate: { type: 'string', default: '150' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    nats: { type: 'boolean', default: false },
  },
})
const tell = (line: string) => process.stdout.write(`${line}\n`)

tell(`seed ${values.seed}`)
const { program, why } = findNatsServer()
if (values.nats && program === null) throw new Error(why)
const nats = values.nats && program !== null ? await startNatsCluster(program) : null
const postgres = await startTestPostgres()
whenInterrupted(() => Promise.all([postgres.stop(), nats?.stop()]))
try {
  const database = await postgres.createDatabase()
  const result = await processesUnderLoad({
    databaseUrl: database.connectionString,
    natsUrl: nats?.urls.join() ?? null,
    processes: Number(values.processes),
    kills: Number(values.kills),
    rollingRestarts: Number(values.rolling),
    perSecond: Number(values.rate),
    seed: Number(values.seed),
    tell,
    ...(nats === null
      ? {}
      : {
          async meanwhile() {
            tell(`A server of NATS with ${await nats.killBusiest()} clients killed`)
          },
        }),
  })
  tell(
    `${result.said} messages, ${result.answered} answered 200, ${result.repeated} sent more than once; ` +
      `another process took ${result.passedOn.killed} callbacks of killed processes and ${result.passedOn.stopped} of stopping ones; ` +
      `${result.reconnects} times a desk connected anew.`,
  )
  for (const wrong of result.wrongs) tell(`✗ ${wrong}`)
  if (result.wrongs.length === 0)
    tell('✓ Every message is stored exactly once, in order; every desk shows what is stored.')
  else process.exitCode = 1
} finally {
  await postgres.stop()
  await nats?.stop()
}
