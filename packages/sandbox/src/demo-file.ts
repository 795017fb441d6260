import { readFileSync } from 'node:fs'
import type { AccountInput } from './index.ts'
import { objectOf, parseObject, textOf } from './json-fields.ts'

/** The account of the demo as `npm start` wrote it. Throws with a sentence when something is missing. */
export function readDemoAccount(file: string): AccountInput {
  const demo = objectOf(parseObject(readFileSync(file)))
  const [appid, secret, ghId, token, encodingAesKey, name] = [
    'appid',
    'secret',
    'ghId',
    'token',
    'encodingAesKey',
    'name',
  ].map((field) => textOf(demo, field))
  if (!appid || !secret || !ghId || !token || !encodingAesKey) {
    throw new Error(`${file} does not describe an account`)
  }
  const mode = demo?.mode
  return {
    appid,
    secret,
    ghId,
    token,
    encodingAesKey,
    ...(name ? { name } : {}),
    ...(mode === 'plain' || mode === 'compatible' ? { mode } : {}),
  }
}
