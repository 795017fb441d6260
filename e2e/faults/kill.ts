// npm run faults:kill -- [--kills 20] [--postgres-kills 1] [--rate 200] [--seed n]
import { parseArgs } from 'node:util'
import { killUnderLoad } from './kill-under-load.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    'postgres-kills': { type: 'string', default: '1' },
    rate: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const tell = (line: string) => process.stdout.write(`${line}\n`)

tell(`seed ${values.seed}`)
const result = await killUnderLoad({
  kills: Number(values.kills),
  postgresKills: Number(values['postgres-kills']),
  perSecond: Number(values.rate),
  seed: Number(values.seed),
  tell,
})
tell(
  `${result.said} messages, ${result.answered} answered 200, ${result.repeated} sent more than once, ${result.storedUnheard} stored without an answer.`,
)
for (const wrong of result.wrongs) tell(`✗ ${wrong}`)
if (result.wrongs.length === 0)
  tell('✓ Every message that was answered 200 is stored exactly once, in order.')
else process.exitCode = 1
