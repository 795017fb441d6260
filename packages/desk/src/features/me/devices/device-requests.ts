import type { LoginsAnswer } from '@duokefu/contract'
import { request, requestJson } from '../../../realtime/http.ts'

// What 登录设备 asks. Every function throws `ApiError`.

export async function myLogins(): Promise<LoginsAnswer> {
  return (await request('/api/me/logins')) as LoginsAnswer
}

export async function endLogin(id: string): Promise<void> {
  await request(`/api/me/logins/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

/** This one too. */
export async function endAllLogins(): Promise<void> {
  await request('/api/me/logins/end-all', { method: 'POST' })
}

export async function changePassword(body: {
  readonly name: string
  readonly password: string
  readonly current: string | null
}): Promise<void> {
  await requestJson('/api/me/password', 'PUT', body)
}

export interface TotpSecret {
  readonly secret: string
  /** For the QR. */
  readonly url: string
}

export async function beginTotp(password: string): Promise<TotpSecret> {
  return (await requestJson('/api/me/totp', 'POST', { password })) as TotpSecret
}

/** The recovery codes, shown this once. */
export async function confirmTotp(code: string): Promise<readonly string[]> {
  const answer = await requestJson('/api/me/totp/confirm', 'POST', { code })
  return (answer as { recoveryCodes: string[] }).recoveryCodes
}

export async function endTotp(password: string): Promise<void> {
  await requestJson('/api/me/totp/end', 'POST', { password })
}
