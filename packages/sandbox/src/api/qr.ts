import type { FastifyReply } from 'fastify'
import { encodeQR } from 'qr'
import { objectOf, textOf } from '../json-fields.ts'
import {
  DEFAULT_QR_SECONDS,
  isLasting,
  isQrAction,
  LONGEST_QR_SECONDS,
  newQrCode,
  type QrCode,
  sceneOf,
} from '../world/qr-code.ts'
import type { World } from '../world/world.ts'
import { blockJpeg } from './block-jpeg.ts'
import { type Answer, type Call, error, json, type Route } from './call.ts'

const QUIET_ZONE = 4
/** WeChat's own spelling; browsers take it for image/jpeg. */
const PICTURE_TYPE = 'image/jpg'

/** Parametric QR codes (protocol 9.2). */
export const qrRoutes: Route[] = [
  { method: 'POST', path: '/cgi-bin/qrcode/create', needs: 'verified', handle: create },
]

function create({ world, state, json: body, at }: Call): Answer {
  if (body === null) return error(47001)
  const action = textOf(body, 'action_name')
  if (!isQrAction(action)) return error(40052)
  const given = objectOf(objectOf(body.action_info)?.scene)
  const scene = sceneOf(action, given?.scene_id, given?.scene_str)
  if (scene === null) return error(40053)
  const seconds = Number(body.expire_seconds ?? DEFAULT_QR_SECONDS)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_QR_SECONDS) return error(40053)
  const lasting = isLasting(action)
  const expiresAt = lasting ? null : at + seconds * 1000
  const code = newQrCode(state.account.appid, scene, state.qrCodes.length, expiresAt)
  state.qrCodes.push(code)
  const expires = lasting ? {} : { expire_seconds: seconds }
  return json({ ticket: code.ticket, ...expires, url: urlOf(world, code) })
}

/** What the picture says, and what a phone reads from it. */
export function urlOf(world: World, code: QrCode): string {
  return `${world.origin}/q/${code.id}`
}

/** `showqrcode`: the picture, without a token; 404 on a bad ticket. */
export function showQr(world: World, ticket: string | undefined, reply: FastifyReply): FastifyReply {
  const codes = [...world.accounts.values()].flatMap(({ qrCodes }) => qrCodes)
  const code = codes.find((each) => each.ticket === ticket)
  if (code === undefined) return reply.code(404).send()
  const modules = encodeQR(urlOf(world, code), 'raw', { border: QUIET_ZONE })
  return reply.header('content-type', PICTURE_TYPE).send(blockJpeg(modules))
}
