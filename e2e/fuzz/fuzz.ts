// npm run fuzz -- [--requests 1000000] [--seed n] [--only index] [--seconds 0] [--slow 30]
import { parseArgs } from 'node:util'
import { fuzz, mb } from './run.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    seconds: { type: 'string', default: '0' },
    slow: { type: 'string', default: '30' },
  },
})
const tell = (line: string) => process.stdout.write(`${line}\n`)

tell(`seed ${values.seed}`)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
const start = performance.now()
const result = await fuzz({
  requests: Number(values.requests),
  seed: Number(values.seed),
  only: values.only === undefined ? null : Number(values.only),
  seconds: Number(values.seconds),
  slow: { each: Number(values.slow), untilCut: true },
  signal: stop.signal,
  tell,
})
const answers = [...result.answers].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
const { heapBefore, heapAfter, mostResident } = result.memory
tell(
  `${result.sent} requests and frames in ${Math.round((performance.now() - start) / 1000)} s; ${answers.join(', ')}; ${result.unanswered} closed without an answer.`,
)
tell(
  `${result.routes.asked} routes of the table were asked${result.routes.never.map((route) => `\n  never: ${route}`).join('')}`,
)
tell(
  `${result.inTheRecord} records. Memory in use ${mb(heapBefore)} MB after a tenth, ${mb(heapAfter)} MB at the end; the process held ${mb(mostResident)} MB at most.`,
)
if (result.wrongs.length === 0)
  tell('✓ No crash, no 5xx, no error in the log, and a real fan and a real desk are served.')
else {
  tell(`✗ ${result.wrongs.length} wrong`)
  process.exitCode = 1
}
