import { z } from 'zod'

/** Ids travel as text: account and agent ids are bigints, sessions and commands uuids. */
export const accountIdSchema = z.string().regex(/^\d{1,19}$/)
export const agentIdSchema = z.string().regex(/^\d{1,19}$/)
export const groupIdSchema = z.string().regex(/^\d{1,19}$/)
export const sessionIdSchema = z.uuid()
export const commandIdSchema = z.uuid()
export const openidSchema = z.string().min(1).max(128)

/** Milliseconds since 1970, server time. */
export const timeSchema = z.number().int()
