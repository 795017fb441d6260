import type { AccountSettings } from '@duokefu/contract'
import { defaultSettings } from '@duokefu/engine'

export const quotaCauses = ['message', 'menu', 'follow', 'scan', 'payment'] as const

/** WeChat's allowances as they are known to the engine, in the units of the page. */
export const ordinaryQuota: AccountSettings['quota'] = {
  message: allowance('message'),
  menu: allowance('menu'),
  follow: allowance('follow'),
  scan: allowance('scan'),
  payment: allowance('payment'),
}

function allowance(cause: (typeof quotaCauses)[number]): AccountSettings['quota']['message'] {
  const { messages, windowMs } = defaultSettings.quota[cause]
  return { messages, windowMinutes: windowMs / 60_000 }
}
