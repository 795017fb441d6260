import { accountIdSchema, uploadAnswerSchema } from '@duokefu/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Scope } from '../http/scope.ts'
import { requireAgent } from '../login/access.ts'
import type { OpenedMedia } from './display.ts'
import type { MediaLibrary } from './media.ts'
import { extensionOf } from './sniff.ts'

const ofAccount = z.object({ account: accountIdSchema })
const ofFile = ofAccount.extend({ key: z.uuid() })

/** A file as it is, as browsers play it, and as threads and lists show it. */
const views = [
  ['/api/accounts/:account/media/:key', 'file'],
  ['/api/accounts/:account/media/:key/play', 'play'],
  ['/api/accounts/:account/media/:key/small', 'small'],
] as const

/** Files of an account: upload to send, show, and fetch again what could not be fetched (L10). */
export function mediaRoutes(ctx: Context, media: MediaLibrary) {
  return (scope: Scope): void => {
    scope.post(
      '/api/accounts/:account/media',
      { schema: { params: ofAccount, response: { 200: uploadAnswerSchema } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account)
        const outcome = await media.accept(accountId, await uploadOf(request))
        if (!outcome.ok) throw new AppError(outcome.code)
        return outcome.answer
      },
    )

    for (const [path, as] of views) {
      scope.get(path, { schema: { params: ofFile } }, async (request, reply) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account)
        const { range } = request.headers
        const file = await media.openPart(accountId, request.params.key, { range, as })
        return sendFile(reply, request.params.key, file)
      })
    }

    scope.post(
      '/api/accounts/:account/media/:key/retry',
      { schema: { params: ofFile, response: { 200: z.object({ ok: z.literal(true) }) } } },
      async (request) => {
        const { accountId } = await requireAgent(ctx, request, request.params.account)
        if (!(await media.inbound.retry(accountId, request.params.key))) throw new AppError('not_found')
        return { ok: true as const }
      },
    )
  }
}

/** What was sent. A body that is none, or ends too early, is the sender's fault: the parser calls it a plain error. */
async function uploadOf(request: FastifyRequest): Promise<{ data: Buffer; fileName: string | null }> {
  try {
    const file = await request.file()
    if (file !== undefined) return { data: await file.toBuffer(), fileName: file.filename || null }
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'FST_REQ_FILE_TOO_LARGE'
    throw new AppError(tooLarge ? 'media_too_large' : 'invalid_request', { cause })
  }
  throw new AppError('invalid_request')
}

/** A file, or the part that was asked for: players jump to where they want to be. */
function sendFile(
  reply: FastifyReply,
  key: string,
  file: OpenedMedia | 'unsatisfiable' | null,
): FastifyReply {
  if (file === null) throw new AppError('not_found')
  if (file === 'unsatisfiable') return reply.code(416).send()
  const { range, bytes, mime, stream } = file
  const name = file.fileName ?? `${key}.${extensionOf(mime)}`
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`)
  return (
    reply
      .header('accept-ranges', 'bytes')
      .header('content-length', range === null ? bytes : range.end - range.start + 1)
      // A key names the same bytes for ever; only the agents of the account may keep them.
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
      // Fans send what they like: a browser must not make a page of it.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .type(mime)
      .send(stream)
  )
}
