import { createHash } from 'node:crypto'

/** A parametric QR code (protocol 9.2). What is drawn is `<sandbox>/q/<id>`. */
export type QrCode = { id: string; ticket: string; scene: string; expiresAt: number | null }
export type QrAction = 'QR_SCENE' | 'QR_STR_SCENE' | 'QR_LIMIT_SCENE' | 'QR_LIMIT_STR_SCENE'

export const LONGEST_QR_SECONDS = 2_592_000
/** When none is said; not confirmed by any page (protocol 9.2). */
export const DEFAULT_QR_SECONDS = 30
const HIGHEST_LASTING_SCENE = 100_000

export function isQrAction(value: string): value is QrAction {
  return ['QR_SCENE', 'QR_STR_SCENE', 'QR_LIMIT_SCENE', 'QR_LIMIT_STR_SCENE'].includes(value)
}

export function isLasting(action: QrAction): boolean {
  return action === 'QR_LIMIT_SCENE' || action === 'QR_LIMIT_STR_SCENE'
}

/** The scene of an action as events carry it; null when it is not one. */
export function sceneOf(action: QrAction, sceneId: unknown, sceneStr: unknown): string | null {
  if (action === 'QR_STR_SCENE' || action === 'QR_LIMIT_STR_SCENE') {
    return typeof sceneStr === 'string' && sceneStr !== '' && [...sceneStr].length <= 64 ? sceneStr : null
  }
  const highest = action === 'QR_LIMIT_SCENE' ? HIGHEST_LASTING_SCENE : 0xff_ff_ff_ff
  const number = typeof sceneId === 'number' && Number.isInteger(sceneId) ? sceneId : 0
  return number > 0 && number <= highest ? String(number) : null
}

/** Ids and tickets grow from the account, the scene and a count, so that they are the same in every run. */
export function newQrCode(appid: string, scene: string, nth: number, expiresAt: number | null): QrCode {
  const hash = createHash('sha256').update(`${appid}|${scene}|${nth}`).digest()
  return {
    id: `02${hash.subarray(0, 15).toString('base64url')}`,
    ticket: `gQ${hash.toString('base64url')}${hash.subarray(8).toString('base64url')}==`,
    scene,
    expiresAt,
  }
}

export function isQrAlive(code: QrCode, at: number): boolean {
  return code.expiresAt === null || at < code.expiresAt
}
