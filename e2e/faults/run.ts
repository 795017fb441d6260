// npm run faults -- [--seed n]: each of them in its short form.
// npm run faults:<name> -- [--times n] [--seconds n] [--rate callbacks a second] [--short] [--seed n]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { Extent } from './fault.ts'
import type { Order } from './play.ts'
import type { FaultResult } from './stage.ts'
import { faults } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string' },
    seconds: { type: 'string' },
    rate: { type: 'string' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const seed = Number(values.seed)
/** What is mounted there is gone with the process. */
const ownMounts = { execPath: 'unshare', execArgv: ['--mount', process.execPath, ...process.execArgv] }
const tell = (line: string) => process.stdout.write(`${line}\n`)
const wanted = positionals.length === 0 ? Object.keys(faults) : positionals
const isShort = values.short || positionals.length === 0

tell(`seed ${seed}`)
const lines: string[] = []
for (const name of wanted) {
  tell(`— ${name}`)
  const outcome = await run(name)
  if (outcome.type === 'skipped') {
    tell(`  not run: ${outcome.why}`)
    lines.push(`${name.padEnd(18)} not run: ${outcome.why}`)
    continue
  }
  const { counts, recoveryMs, wrongs } = outcome.result
  tell(
    `  ${Object.entries(counts)
      .map(([what, figure]) => `${figure} ${what}`)
      .join(', ')}`,
  )
  for (const wrong of wrongs) tell(`✗ ${wrong}`)
  if (wrongs.length > 0) process.exitCode = 1
  const verdict = wrongs.length === 0 ? '✓' : `✗ ${wrongs.length} wrong`
  lines.push(
    `${name.padEnd(18)} ${String(counts.messages).padStart(7)} messages ${String(counts.replies).padStart(6)} replies   back after ${String(recoveryMs).padStart(5)} ms   ${verdict}`,
  )
}
for (const line of lines) tell(line)
if (process.exitCode !== 1)
  tell(
    '✓ Every message that was answered 200 is stored once, in order; every reply was sent at most once or is called uncertain.',
  )

type Outcome =
  | { readonly type: 'result'; readonly result: FaultResult }
  | { readonly type: 'skipped'; readonly why: string }

/** In a process of its own, so that nothing of one fault is left over for the next. */
async function run(name: string): Promise<Outcome> {
  const fault = faults[name]
  if (fault === undefined) throw new Error(`no fault ${name}; there are ${Object.keys(faults).join(', ')}`)
  const extent = { times: 1, seconds: 0, ...(isShort ? fault.short : fault.long), ...given() }
  const order: Order = { name, seed, extent, perSecond: Number(values.rate ?? fault.perSecond) }
  if (fault.mounts === true && process.getuid?.() !== 0)
    return { type: 'skipped', why: 'it mounts a small disk, which only root may do (sudo npm run …)' }
  const own = fault.mounts === true ? ownMounts : {}
  const child = fork(new URL('./play.ts', import.meta.url), [JSON.stringify(order)], own)
  const heard: FaultResult[] = []
  child.on('message', (result: FaultResult) => heard.push(result))
  await once(child, 'exit')
  const [result] = heard
  return {
    type: 'result',
    result: result ?? { counts: {}, recoveryMs: 0, wrongs: ['the run broke off'] },
  }
}

function given(): Partial<Extent> {
  const { times, seconds } = values
  return {
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
  }
}
