import type { Customer } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import { findCustomer, setDescription } from './store.ts'

type Ctx = Pick<Context, 'pool'>

/** What is known of a fan beside their conversation, which holds the 备注名. Throws `not_found`. */
export async function customerFor(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
): Promise<Omit<Customer, 'remark'>> {
  const customer = await findCustomer(pool, accountId, openid)
  if (customer === null) throw new AppError('not_found')
  return customer
}

/** 描述: free words of ours about a customer; empty = none. */
export async function describeCustomer(
  { pool }: Ctx,
  accountId: AccountId,
  openid: string,
  description: string | null,
): Promise<void> {
  const found = await setDescription(pool, accountId, openid, description === '' ? null : description)
  if (!found) throw new AppError('not_found')
}
