import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Accounts } from './accounts/accounts.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Ledger } from './conversations/entries.ts'
import type { WechatCalls } from './delivery/wechat-calls.ts'
import type { Spool } from './gateway/spool/spool.ts'
import type { Secrets } from './secrets.ts'

/** What every part of a running server is given. Made once, in `server.ts`. */
export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly pool: Pool
  readonly secrets: Secrets
  readonly accounts: Accounts
  readonly ledger: Ledger
  /** What waits on disk for the database to come back; null: nothing is kept there. */
  readonly spool?: Pick<Spool, 'figures'> | null
  /** WeChat's API, with the account's token. */
  readonly calls: WechatCalls
  /** A uuid of this process, for claims and presence. */
  readonly processId: string
  /** http://host:port or PUBLIC_URL, without a slash at the end. */
  readonly publicUrl: () => string
}
