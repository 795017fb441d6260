import { StorageUnavailableError } from '../../conversations/entries.ts'
import { isConnectionFault } from '../../conversations/faults.ts'

/**
 * States in which PostgreSQL takes no writes for reasons of its own: no disk, no memory, an error of the system,
 * internal ones, and a standby that is not promoted yet.
 */
const noWrites = /^(53|58|XX|F0|25006|57P)/

/** Whether the same thing may be stored later: nothing is wrong with it. */
export function isStorageFault(error: unknown): boolean {
  if (error instanceof StorageUnavailableError || isConnectionFault(error)) return true
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return noWrites.test(code)
}
