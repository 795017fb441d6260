import { setTimeout as wait } from 'node:timers/promises'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseObject } from '../json-fields.ts'
import type { Pusher } from '../push/pusher.ts'
import { strike } from '../world/misbehaviour.ts'
import type { World } from '../world/world.ts'
import { accountRoutes } from './account.ts'
import { type Answer, type Call, error, missingRight, type Route } from './call.ts'
import { customRoutes } from './custom.ts'
import { type ErrCode, errorBody } from './errors.ts'
import { kfRoutes } from './kf.ts'
import { kfSessionRoutes } from './kf-session.ts'
import { mediaRoutes } from './media.ts'
import { menuRoutes } from './menu.ts'
import { qrRoutes, showQr } from './qr.ts'
import { recordRoutes } from './records.ts'
import { snsAnswers } from './sns.ts'
import { templateRoutes } from './template.ts'
import { basicToken, stableTokenAnswer } from './token.ts'
import { userRoutes } from './users.ts'

const ROUTES: Route[] = [
  ...customRoutes,
  ...mediaRoutes,
  ...userRoutes,
  ...kfRoutes,
  ...kfSessionRoutes,
  ...recordRoutes,
  ...qrRoutes,
  ...menuRoutes,
  ...templateRoutes,
  ...accountRoutes,
]
const LARGEST_FILE_BYTES = 20 * 1024 * 1024
/** WeChat's own spelling, `encoding` included. */
const JSON_TYPE = 'application/json; encoding=utf-8'

type Request = FastifyRequest<{ Querystring: Record<string, string> }>

/** The API of api.weixin.qq.com: always HTTP 200, errors as JSON, JSON bodies under any content type or none. */
export async function wechatApi(app: FastifyInstance, world: World, pusher: Pusher): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
  // Cut off instead of thrown: what is left is still too large for every kind of media, which has its own error.
  await app.register(multipart, {
    limits: { fileSize: LARGEST_FILE_BYTES, files: 1 },
    throwFileSizeLimit: false,
  })

  const serve = (path: string, handle: (request: Request) => Promise<Answer>) =>
    app.all(path, async (request: Request, reply) => answer(world, path, request, reply, handle))

  serve('/cgi-bin/token', async (request) => basicToken(world, request.query, request.ip))
  serve('/cgi-bin/stable_token', async (request) => stableTokenAnswer(world, bodyOf(request), request.ip))
  for (const [path, ask] of Object.entries(snsAnswers))
    serve(path, async (request) => ask(world, request.query))
  app.get('/cgi-bin/showqrcode', async (request: Request, reply) =>
    showQr(world, request.query.ticket, reply),
  )
  for (const route of ROUTES) serve(route.path, (request) => handleWithToken(world, pusher, route, request))
  for (const path of ['/cgi-bin/*', '/customservice/*', '/sns/*']) serve(path, async () => error(40066))
  app.setErrorHandler((problem: Error, _request, reply) => {
    process.emitWarning(problem)
    return sendJson(reply, errorBody(-1))
  })
}

async function answer(
  world: World,
  path: string,
  request: Request,
  reply: FastifyReply,
  handle: (request: Request) => Promise<Answer>,
): Promise<FastifyReply> {
  if (strike(world.faults, 'dead', path) !== null) return hangUp(request, reply)
  const slow = strike(world.faults, 'slow', path)
  if (slow !== null) await wait(slow.ms, undefined, { ref: false })
  const fault = strike(world.faults, 'busy', path)
    ? error(-1)
    : strike(world.faults, 'daily_limit', path)
      ? error(45009)
      : null
  const done = fault ?? (await handle(request))
  count(world, request, path, done)
  if (strike(world.faults, 'lost_answer', path) !== null) return hangUp(request, reply)
  if (done.kind === 'file') {
    return reply
      .header('content-type', done.contentType)
      .header('content-disposition', `attachment; filename="${done.filename}"`)
      .send(done.bytes)
  }
  return sendJson(reply, done.kind === 'error' ? errorBody(done.errcode, done.detail) : done.body)
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply
    .code(200)
    .header('content-type', JSON_TYPE)
    .send(Buffer.from(JSON.stringify(body)))
}

async function handleWithToken(
  world: World,
  pusher: Pusher,
  route: Route,
  request: Request,
): Promise<Answer> {
  const token = request.query.access_token ?? ''
  if (token === '') return error(41001)
  const judged = world.judgeToken(token)
  if (judged === null) return error(40001)
  if (judged.verdict === 'expired') return error(42001)
  if (route.method === 'POST' && request.method !== 'POST') return error(43002)
  const missing = missingRight(judged.state, route.needs)
  if (missing !== null) return missing
  const call: Call = {
    world,
    state: judged.state,
    query: request.query,
    json: bodyOf(request),
    text: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
    file: await fileOf(request),
    at: world.clock.now(),
    push: (fan, happening) => void pusher.push(judged.state, fan, happening),
  }
  return route.handle(call)
}

function bodyOf(request: Request) {
  return Buffer.isBuffer(request.body) ? parseObject(request.body) : null
}

async function fileOf(request: Request): Promise<Call['file']> {
  if (!request.isMultipart()) return null
  const part = await request.file()
  if (part === undefined || part.fieldname !== 'media') return null
  return { bytes: await part.toBuffer(), filename: part.filename }
}

/** The connection ends without a word, as when the network between two computer rooms breaks. */
function hangUp(request: Request, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

function count(world: World, request: Request, path: string, done: Answer): void {
  const token = request.query.access_token
  const state = token === undefined ? null : (world.judgeToken(token)?.state ?? null)
  const owner = state ?? world.account(request.query.appid ?? null)
  if (owner === null) return
  const counted = owner.calls[path] ?? { calls: 0, errors: {} }
  owner.calls[path] = counted
  counted.calls += 1
  const errcode: ErrCode = done.kind === 'error' ? done.errcode : 0
  if (errcode !== 0) counted.errors[errcode] = (counted.errors[errcode] ?? 0) + 1
}
