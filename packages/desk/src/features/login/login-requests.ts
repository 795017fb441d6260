import type { LoginAccount, LoginTicket, LoginTicketState, WechatLoginAnswer } from '@duokefu/contract'
import { request, requestJson } from '../../realtime/http.ts'

// What the pages before a login ask. Every function throws `ApiError`.

export async function loginAccounts(): Promise<readonly LoginAccount[]> {
  const answer = (await request('/api/login/accounts')) as { accounts: LoginAccount[] }
  return answer.accounts
}

export async function createTicket(account: string): Promise<LoginTicket> {
  return (await requestJson('/api/login/tickets', 'POST', { account })) as LoginTicket
}

/** Waits at the server until the ticket's state is another than `after`, half a minute at most. */
export async function nextTicketState(
  ticket: string,
  after: LoginTicketState,
  signal: AbortSignal,
): Promise<LoginTicketState> {
  const answer = await request(`/api/login/tickets/${ticket}?after=${after}`, { signal })
  return (answer as { state: LoginTicketState }).state
}

export async function enterWithTicket(ticket: string): Promise<void> {
  await request(`/api/login/tickets/${ticket}/enter`, { method: 'POST' })
}

export async function loginByPassword(
  name: string,
  password: string,
  code: string | null,
): Promise<'in' | 'code_needed'> {
  const answer = await requestJson('/api/login/password', 'POST', { name, password, code })
  return (answer as { step: 'in' | 'code_needed' }).step
}

export async function loginInWechat(account: string, arrived: boolean): Promise<WechatLoginAnswer> {
  return (await requestJson('/api/login/wechat', 'POST', { account, arrived })) as WechatLoginAnswer
}
