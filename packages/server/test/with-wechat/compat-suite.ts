import { afterAll, beforeAll, describe } from 'vitest'
import { type Calls, callsAt } from './calls.ts'
import type { Side } from './side.ts'
import { account } from './suite/account.ts'
import { answers } from './suite/answers.ts'
import { kfAccounts } from './suite/kf-accounts.ts'
import { media } from './suite/media.ts'
import { messages } from './suite/messages.ts'
import { records } from './suite/records.ts'
import { sessions } from './suite/sessions.ts'
import { tokens } from './suite/tokens.ts'

/**
 * What a merchant's program may expect of whoever answers WeChat's calls. It runs against the simulated WeChat and
 * against our server, so that the two can't part. What differs is in docs/wechat-compat.md, with tests of its own.
 */
export function compatSuite(name: string, open: () => Promise<Side>): void {
  describe(name, () => {
    let calls: Calls
    beforeAll(async () => {
      calls = callsAt(await open())
    })
    afterAll(() => calls.side.stop())

    const parts = [answers, kfAccounts, sessions, records, messages, media, account, tokens]
    for (const part of parts) part(() => calls)
  })
}
