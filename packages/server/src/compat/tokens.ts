import type { Context } from '../context.ts'
import { inTransaction } from '../db/transaction.ts'
import { newToken } from '../login/token.ts'
import type { TokenOwner } from './token-store.ts'
import * as store from './token-store.ts'

type Ctx = Pick<Context, 'pool' | 'clock' | 'secrets'>

export interface Grant {
  readonly token: string
  readonly expiresInSeconds: number
}

export const tokenLifeMs = 2 * 60 * 60_000
/** A token goes on working this long after the next one, and the stable one is renewed this early, as WeChat's are. */
const overlapMs = 5 * 60_000

/** `/cgi-bin/token`: always a new one. `secretHash`: of the AppSecret that it is given for; null for a key. */
export async function issueToken(ctx: Ctx, owner: TokenOwner, secretHash: Buffer | null): Promise<Grant> {
  return inTransaction(ctx.pool, async (db) => {
    await store.lockOwner(db, owner)
    return insert(ctx, db, owner, { secretHash, overlapMs })
  })
}

/** `/cgi-bin/stable_token`: the same one until shortly before its end; by force a new one, and the former dies at once. */
export async function stableToken(
  ctx: Ctx,
  owner: TokenOwner,
  secretHash: Buffer | null,
  force: boolean,
): Promise<Grant> {
  return inTransaction(ctx.pool, async (db) => {
    await store.lockOwner(db, owner)
    const { skewMs } = ctx.clock
    const living = force ? null : await store.livingToken(db, owner, { secretHash, forMs: overlapMs, skewMs })
    const token = living === null ? null : opened(ctx, living.sealed)
    if (living !== null && token !== null)
      return { token, expiresInSeconds: Math.floor(living.lastsMs / 1_000) }
    return insert(ctx, db, owner, { secretHash, overlapMs: force ? 0 : overlapMs })
  })
}

async function insert(
  { clock, secrets }: Ctx,
  db: Parameters<typeof store.insertToken>[0],
  owner: TokenOwner,
  { secretHash, overlapMs }: Pick<store.NewToken, 'secretHash' | 'overlapMs'>,
): Promise<Grant> {
  const { clear, hash } = newToken()
  await store.insertToken(db, owner, {
    hash,
    secretHash,
    overlapMs,
    sealed: owner.endpoint === 'stable_token' ? secrets.seal(clear) : null,
    lastsMs: tokenLifeMs,
    skewMs: clock.skewMs,
  })
  return { token: clear, expiresInSeconds: tokenLifeMs / 1_000 }
}

/** null when DUOKEFU_SECRET was changed since. */
function opened({ secrets }: Pick<Ctx, 'secrets'>, sealed: Buffer): string | null {
  try {
    return secrets.open(sealed).toString()
  } catch {
    return null
  }
}
