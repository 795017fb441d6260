import type { Content } from './entry.ts'
import type { Fan } from './fan.ts'
import { spendOne } from './reply-window.ts'
import type { AccountState, World } from './world.ts'

/** How an account's message reached WeChat, and in whose name. */
export type Sender = { via: 'callback' | 'custom_send'; kfAccount: string | null; byAi: boolean }

/** A customer-service message: takes one out of the window. Answers 0, 45015 or 45047. */
export function accountSends(
  world: World,
  state: AccountState,
  fan: Fan,
  content: Content,
  sender: Sender,
): 0 | 45015 | 45047 {
  if (!fan.follows) return 45015
  const spent = spendOne(fan.window, world.clock.now())
  if (!spent.ok) return spent.errcode
  fan.window = spent.window
  accountShows(world, state, fan, content, sender)
  return 0
}

/** What the account says appears in the phone and ends its typing state. Passive replies cost nothing (protocol 3). */
export function accountShows(
  world: World,
  state: AccountState,
  fan: Fan,
  content: Content,
  sender: Sender,
): void {
  fan.typing = { until: 0, exchangedAt: world.clock.now() }
  const { via, kfAccount } = sender
  world.append(state, fan, { from: 'account', content, msgId: null, kfAccount, via })
  if (sender.byAi) systemSays(world, state, fan, 'ai_generated')
}

/** WeChat's own grey line after three failed tries or a malformed answer. */
export function serviceFailed(world: World, state: AccountState, fan: Fan): void {
  systemSays(world, state, fan, 'service_failed')
}

function systemSays(
  world: World,
  state: AccountState,
  fan: Fan,
  notice: 'ai_generated' | 'service_failed',
): void {
  const content: Content = { type: 'notice', notice }
  world.append(state, fan, { from: 'system', content, msgId: null, kfAccount: null, via: null })
}
