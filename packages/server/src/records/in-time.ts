import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { AppError } from '../http/errors.ts'

type Look<Value> = Parameters<typeof inTransaction<Value>>[1]

/** What a look with a `statement_timeout` found; null when it took too long. */
export async function foundInTime<Value>(pool: Context['pool'], look: Look<Value>): Promise<Value | null> {
  try {
    return await inTransaction(pool, look)
  } catch (error) {
    if (error instanceof Error && 'code' in error && tooSlow.has(error.code)) return null
    throw error
  }
}

/** As `foundInTime`, for whoever can't do with less. Throws `too_slow`. */
export async function inTime<Value>(pool: Context['pool'], look: Look<Value>): Promise<Value> {
  const found = await foundInTime(pool, look)
  if (found === null) throw new AppError('too_slow')
  return found
}

/** query_canceled, lock_not_available. */
const tooSlow = new Set<unknown>(['57014', '55P03'])
