import { ReceiptTakenError } from './write/receipts.ts'

/** Serialization failure, deadlock, lock not available in time: the same group again. */
const retryableStates = new Set(['40001', '40P01', '55P03'])
/** Connection exceptions, shutdowns and crashes of the server, too many connections. */
const connectionStates = /^(08|57P0|53300)/
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
  return error instanceof ReceiptTakenError || retryableStates.has(codeOf(error))
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
