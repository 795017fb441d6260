import type { ApiResult } from './errors.ts'
import { callJson, type Transport } from './transport.ts'

export interface SceneQr {
  /** For WeChat's own picture of it (showqrcode). */
  ticket: string
  /** What the QR says: to be drawn by whoever shows it. */
  url: string
  expireSeconds: number
}

/** A QR whose scan WeChat tells as SCAN, or as subscribe with `qrscene_` before the scene (生成带参数的二维码). */
export async function createSceneQr(
  transport: Transport,
  accessToken: string,
  /** 1 to 64 characters. */
  scene: string,
  expireSeconds: number,
): Promise<ApiResult<SceneQr>> {
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/cgi-bin/qrcode/create',
    query: { access_token: accessToken },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      expire_seconds: expireSeconds,
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: scene } },
    }),
    repeatable: true,
  })
  if (!answer.ok) return answer
  const { ticket, url, expire_seconds: lives } = answer.value
  if (typeof ticket !== 'string' || typeof url !== 'string') {
    return { ok: false, error: { kind: 'retry', errcode: null, errmsg: 'no url in the answer', sent: true } }
  }
  return {
    ok: true,
    value: { ticket, url, expireSeconds: typeof lives === 'number' ? lives : expireSeconds },
  }
}
