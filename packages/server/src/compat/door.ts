import { timingSafeEqual } from 'node:crypto'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { hashOf } from '../login/token.ts'
import { type Answer, type Caller, error } from './call.ts'
import { appSecretAt, keyOfSecret, noteKeyUsed, noteRefused } from './key-store.ts'
import { createLimit } from './limits.ts'
import { judgeToken, type TokenOwner } from './token-store.ts'
import { tokenLifeMs } from './tokens.ts'

type Ctx = Pick<Context, 'accounts' | 'clock' | 'pool'>
type Owner = Omit<TokenOwner, 'endpoint'> & {
  /** Of the AppSecret that was shown; null for a key. */
  readonly secretHash: Buffer | null
}

/** Lets programs in: by a secret at the token endpoints, by a token everywhere else. */
export interface Door {
  bySecret(shown: {
    readonly appid: string
    readonly secret: string
    readonly address: string
  }): Promise<Owner | Answer>
  byToken(token: string, address: string): Promise<Caller | Answer>
}

const minute = 60_000
/** Secrets and tokens that are none: more than a program that was set up wrongly tries. */
const wrongTriesPerMinute = 60
/** WeChat's own limits are per call and day; this one keeps a program that runs wild from the desk's database. */
const callsPerMinute = 20_000

export function createDoor(ctx: Ctx): Door {
  const wrongTries = createLimit({ most: wrongTriesPerMinute, perMs: minute, now: () => ctx.clock.now() })
  const calls = createLimit({ most: callsPerMinute, perMs: minute, now: () => ctx.clock.now() })

  function wrong(address: string, answer: Answer): Answer {
    wrongTries.take(address)
    return answer
  }

  async function turnedAway(account: Account, address: string): Promise<Answer> {
    await noteRefused(ctx.pool, account.id, 'api', address, ctx.clock.skewMs)
    return notListed(address)
  }

  return {
    async bySecret({ appid, secret, address }) {
      if (wrongTries.isUsedUp(address)) return error(45011)
      const account = await ctx.accounts.byAppid(appid)
      if (account === null) return wrong(address, error(40013))
      const hash = hashOf(secret)
      if (timingSafeEqual(hash, hashOf(account.appSecret))) {
        const standing = await appSecretAt(ctx.pool, account.id, address)
        if (standing?.doorIsOpen !== true || !standing.isTaken) return error(50004)
        if (!standing.isAdmitted) return turnedAway(account, address)
        return { accountId: account.id, keyId: null, secretHash: hash }
      }
      const key = await keyOfSecret(ctx.pool, 'api', hash, address)
      if (key?.accountId !== account.id) return wrong(address, error(40125))
      if (!key.doorIsOpen) return error(50004)
      if (!key.isAdmitted) return turnedAway(account, address)
      await noteKeyUsed(ctx.pool, key, address, ctx.clock.skewMs)
      return { accountId: account.id, keyId: key.keyId, secretHash: null }
    },

    async byToken(token, address) {
      if (wrongTries.isUsedUp(address)) return error(45011)
      const judged = await judgeToken(ctx.pool, hashOf(token), {
        address,
        lifeMs: tokenLifeMs,
        skewMs: ctx.clock.skewMs,
      })
      const account = judged === null ? null : await ctx.accounts.byId(judged.accountId)
      if (judged === null || account === null) return wrong(address, error(40001))
      const { keyId, keyName, secretHash } = judged
      if (judged.isRevoked) return error(40001)
      if (judged.isOver) return error(judged.isReplaced ? 40001 : 42001)
      if (secretHash !== null && !secretHash.equals(hashOf(account.appSecret))) return error(40001)
      if (!judged.doorIsOpen || (keyId === null && !judged.appSecretIsTaken)) return error(48001)
      if (!judged.isAdmitted) return turnedAway(account, address)
      if (!calls.take(account.id)) return error(45011)
      const by = keyName === null ? 'AppSecret' : keyName
      return {
        account,
        keyId,
        actor: {
          accountId: account.id,
          agentId: null,
          role: 'admin',
          login: { personId: null, personName: `API: ${by}` },
          address,
        },
      }
    },
  }
}

function notListed(address: string): Answer {
  return error(40164, `invalid ip ${address}, not in whitelist`)
}
