import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { StorageUnavailableError } from '../conversations/entries.ts'
import { isConnectionFault } from '../conversations/faults.ts'
import { loggable } from '../loggable.ts'
import { AppError, errorAnswer, STATUS_OF } from './errors.ts'

/** Every error of the API ends here. What is not a refusal is logged with its stack and told as an id alone. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Whoever sent the request has gone in the middle of it: nobody's fault, and nobody is there to be told.
  const known = error === request.raw.errored ? new AppError('invalid_request') : asAppError(error)
  if (known !== null) {
    if (known.code === 'unavailable') request.log.warn({ err: loggable(error) }, 'storage is not available')
    return reply.code(STATUS_OF[known.code]).send(errorAnswer(known.code, known.details))
  }
  request.log.error({ err: loggable(error), requestId: request.id }, 'a request failed')
  return reply.code(STATUS_OF.internal).send(errorAnswer('internal', {}, request.id))
}

/** PostgreSQL's words for a NUL or half a character, and for a number or a time beyond its own, wherever it stood in the request. */
const unstorable = new Set(['22021', '22P05', '22003', '22008'])

function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return new AppError('invalid_request')
  if (error instanceof StorageUnavailableError || isConnectionFault(error))
    return new AppError('unavailable', { cause: error })
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  if (typeof code === 'string' && unstorable.has(code))
    return new AppError('invalid_request', { cause: error })
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new AppError('media_too_large')
  if (statusCode === 429) return new AppError('rate_limited')
  // Fastify's own: bodies that are no JSON, too long, of another type.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new AppError('invalid_request', { cause: error })
  return null
}
