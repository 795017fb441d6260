import { createHash } from 'node:crypto'

/** How much a shop has. */
export interface Size {
  readonly messages: number
  readonly customers: number
  readonly sessions: number
}

/** Ten messages a customer, one served period for fifty. */
export function sizeOf(messages: number): Size {
  return { messages, customers: Math.ceil(messages / 10), sessions: Math.ceil(messages / 50) }
}

/** The same at every size: what is open does not grow with what was said. */
export const openNow = { agents: 20, serving: 200, waiting: 100 } as const

/**
 * Past days with messages. Today holds as many as a whole day, whenever it is: its messages lie between midnight and
 * now, while those of a past day lie between seven in the morning and half past eleven at night.
 */
export const pastDays = 120

/** Kept for longer than that, so that the retention deletes nothing by itself. */
export const retentionDays = 365

/** The customer with the longest thread is number 1, the next one 2; of a hundred customers one has more than 50 records. */
export function openidOf(number: number): string {
  return `oSize_${createHash('md5').update(String(number)).digest('hex').slice(0, 22)}`
}
