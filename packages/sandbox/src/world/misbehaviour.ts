/** What WeChat can be made to do wrong. The last two hit callbacks, all others API calls. */
export const FAULT_KINDS = [
  'slow',
  'busy',
  'daily_limit',
  'dead',
  'lost_answer',
  'window_closed',
  'allowance_used',
  'duplicate_pushes',
  'dropped_pushes',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export type Fault = {
  on: boolean
  /** Only the next n calls, then it switches itself off; null = until switched off. */
  times: number | null
  /** How often it has struck since the last reset. */
  struck: number
  /** `slow`: how long an answer takes. `duplicate_pushes`: how much later the copies come, 0 = at once. `dropped_pushes`: when the line breaks. */
  ms: number
  /** `duplicate_pushes`: how many times a callback is delivered. */
  copies: number
  /** Only API paths that begin so; null = all that make sense for the kind. */
  path: string | null
}

export type Faults = Record<FaultKind, Fault>

const TOKEN_PATHS = ['/cgi-bin/token', '/cgi-bin/stable_token']
const SEND_PATH = '/cgi-bin/message/custom/send'

export function noFaults(): Faults {
  const off = (ms = 0): Fault => ({ on: false, times: null, struck: 0, ms, copies: 2, path: null })
  return {
    slow: off(3000),
    busy: off(),
    daily_limit: off(),
    dead: off(),
    lost_answer: off(),
    window_closed: off(),
    allowance_used: off(),
    duplicate_pushes: off(),
    dropped_pushes: off(10),
  }
}

/** Takes one stroke of a fault if it is on and meant for this path: counts it, and ends it after its last one. */
export function strike(faults: Faults, kind: FaultKind, path: string): Fault | null {
  const fault = faults[kind]
  if (!fault.on || !concerns(kind, fault.path, path)) return null
  fault.struck += 1
  if (fault.times !== null) {
    fault.times -= 1
    if (fault.times <= 0) Object.assign(fault, { on: false, times: null })
  }
  return fault
}

function concerns(kind: FaultKind, wanted: string | null, path: string): boolean {
  if (wanted !== null) return path.startsWith(wanted)
  if (kind === 'window_closed' || kind === 'allowance_used') return path === SEND_PATH
  if (kind === 'slow' || kind === 'dead' || kind === 'duplicate_pushes' || kind === 'dropped_pushes')
    return true
  return !TOKEN_PATHS.includes(path)
}
