import os from 'node:os'

/** Where and when something was measured. */
export interface Machine {
  readonly date: string
  readonly cpus: number
  readonly model: string
  readonly node: string
  /** Of the last minute: what the measurement itself takes is in it. */
  readonly load: number
  /** The same in one line. */
  readonly words: string
}

export function machineNow(): Machine {
  const date = new Date().toISOString()
  const cpus = os.cpus().length
  const model = os.cpus()[0]?.model ?? 'unknown'
  const load = os.loadavg()[0] ?? 0
  const words = `${date.slice(0, 10)} · ${cpus} × ${model} · load ${load.toFixed(1)} · Node ${process.version}`
  return { date, cpus, model, node: process.version, load, words }
}
