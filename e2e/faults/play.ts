// One fault, in a process of its own: its result goes to whoever started it.
import type { Extent } from './fault.ts'
import { type FaultResult, onStage } from './stage.ts'
import { faults } from './table.ts'

export interface Order {
  readonly name: string
  readonly seed: number
  readonly extent: Extent
  readonly perSecond: number
  /** For a short run with few fans. */
  readonly turnSeconds?: number
}

export async function play({ name, seed, extent, perSecond, turnSeconds }: Order): Promise<FaultResult> {
  const fault = faults[name]
  if (fault === undefined) throw new Error(`no fault ${name}`)
  const prepared = await fault.prepare(extent)
  const tell = (line: string) => process.stdout.write(`  ${line}\n`)
  try {
    const options = { seed, perSecond, tell, ...prepared.options }
    return await onStage(turnSeconds === undefined ? options : { ...options, turnSeconds }, prepared.happens)
  } finally {
    await prepared.close?.()
  }
}

const [order] = process.argv.slice(2)
if (order !== undefined) {
  // Whoever asked for it is gone.
  process.on('disconnect', () => process.exit(1))
  const result = await play(JSON.parse(order) as Order)
  process.send?.(result, () => process.exit())
}
