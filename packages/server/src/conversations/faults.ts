import pg from 'pg'

/** Serialization failure, deadlock, lock not available in time: the same group again. */
const retryableStates = new Set(['40001', '40P01', '55P03'])
/** Connection exceptions, shutdowns and crashes of the server; no connection, memory or disk left; faults of the disk. */
const connectionStates = /^(08|57P0|53|58)/
/** Data exceptions, integrity violations, limits of a statement. */
const dataStates = /^(22|23|54)/

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
])
const lostConnection =
  /Connection terminated|connection timeout|Client has encountered a connection error|not queryable|timeout exceeded|query read timeout/i

export function isRetryable(error: unknown): boolean {
  return isReceiptTaken(error) || retryableStates.has(codeOf(error))
}

/**
 * Another process took the same event of nobody's customer in between (there is no row to lock then). The group is
 * decided again: the receipt is there now.
 */
function isReceiptTaken(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === '23505' && /^receipt(_|$)/.test(error.table ?? '')
  )
}

/** Statements that were sent along with one that failed say this, and not why. */
const inFailedTransaction = '25P02'

/**
 * All of them, which were sent together: when one fails, the reason is that of the first that failed by itself. Whichever
 * promise happens to be rejected first may only say that the transaction is over.
 */
export async function allDone(statements: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(statements)
  const failed = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason)
  if (failed.length > 0) throw failed.find((reason) => codeOf(reason) !== inFailedTransaction) ?? failed[0]
}

/** Storage is away or going: what was asked may or may not have been done. */
export function isConnectionFault(error: unknown): boolean {
  const code = codeOf(error)
  if (connectionStates.test(code) || networkCodes.has(code)) return true
  return error instanceof Error && code === '' && lostConnection.test(error.message)
}

export function isDataFault(error: unknown): boolean {
  return dataStates.test(codeOf(error)) || codeOf(error) === ''
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
