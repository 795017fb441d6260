import type { Contact, ContactAnswer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { KfAccount } from '@duokefu/wechat'
import type { Context } from '../context.ts'
import type { Asker } from '../login/login.ts'
import { agentOfContact, openidsOf } from './invitation-store.ts'
import { administeredBy } from './store.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'calls'>

/**
 * 验证: whom a contact is, as far as it can be known. WeChat has no call that tells who a WeChat ID, QQ or phone number
 * is; known are agents who accepted with it (in accounts that the asker administers) and WeChat's own list of kf accounts.
 */
export async function verifyContact(ctx: Ctx, asker: Asker, contact: Contact): Promise<ContactAnswer> {
  const { accountId } = asker
  const [person, openids, kf] = await Promise.all([
    administeredBy(ctx.pool, asker.login.personId).then((accounts) =>
      agentOfContact(ctx.pool, accounts, contact),
    ),
    openidsOf(ctx.pool, accountId, contact),
    listedKf(ctx, accountId, contact),
  ])
  return {
    person:
      person === null ? null : { name: person.name, shop: person.shop, here: person.accountId === accountId },
    kf: kf === null ? null : presentKf(kf),
    comparable: openids.length > 0 || kf?.openid != null,
  }
}

/** The kf account that WeChat's list has a WeChat ID at, bound or invited; null also when WeChat can't be asked. */
export async function listedKf(
  ctx: Pick<Context, 'accounts' | 'calls'>,
  accountId: AccountId,
  contact: Contact | null,
): Promise<KfAccount | null> {
  if (contact?.kind !== 'wechat') return null
  const account = await ctx.accounts.byId(accountId)
  if (account === null) return null
  const list = await ctx.calls.call(account, (api, token) => api.getKfList(token))
  if (!list.ok) return null
  const isWaiting = ({ invite }: KfAccount) => invite?.wx === contact.value && invite.status === 'waiting'
  return list.value.find(({ wx }) => wx === contact.value) ?? list.value.find(isWaiting) ?? null
}

function presentKf({ account, nick, wx }: KfAccount): NonNullable<ContactAnswer['kf']> {
  return { account, nick, state: wx === null ? 'inviting' : 'bound' }
}
