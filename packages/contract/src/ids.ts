import { z } from 'zod'

/** Ids travel as text: account and agent ids are bigints, sessions and commands uuids. */
export const accountIdSchema = z.string().regex(/^\d{1,19}$/)
export const agentIdSchema = z.string().regex(/^\d{1,19}$/)
export const groupIdSchema = z.string().regex(/^\d{1,19}$/)
export const sessionIdSchema = z.uuid()
export const commandIdSchema = z.uuid()

/** Text that can be stored and sent: no NUL, no half of a surrogate pair. */
export const textSchema = z.string().refine((text) => !/\0|\p{Surrogate}/u.test(text))

export const openidSchema = textSchema.min(1).max(128)

/** Milliseconds since 1970, server time. */
export const timeSchema = z.number().int()
