import { randomUUID } from 'node:crypto'
import { type CurrentMenu, isSameMenu, type Menu, type MenuTold, menuSchema } from '@duokefu/contract'
import type { AccountId } from '@duokefu/engine'
import type { ApiResult, MenuButton } from '@duokefu/wechat'
import type { Account } from '../accounts/account.ts'
import type { Context } from '../context.ts'
import { AppError } from '../http/errors.ts'
import type { Asker } from '../login/login.ts'
import { menuOf, noteTold } from './service.ts'
import { storedMenu } from './store.ts'
import { fromWechat, type ReadMenu, toWechat } from './wechat-menu.ts'

type Ctx = Pick<Context, 'pool' | 'accounts' | 'clock' | 'calls'>
type Refused = Extract<ApiResult<unknown>, { ok: false }>

/** Puts the saved menu in place of the account's (menu/create). Throws `changed_meanwhile`, `invalid_request`. */
export async function publishMenu(ctx: Ctx, asker: Asker, version: number): Promise<MenuTold> {
  const account = await accountOf(ctx, asker.accountId)
  const stored = await storedMenu(ctx.pool, account.id)
  if (stored.version !== version) throw new AppError('changed_meanwhile')
  const menu = menuSchema.safeParse(stored.menu)
  if (!menu.success || menu.data.buttons.length === 0) throw new AppError('invalid_request')
  const told = await ctx.calls.call(account, (api, token) => api.menuCreate(token, toWechat(menu.data)))
  if (!told.ok && !(await isThere(ctx, account, told, menu.data))) return answer(ctx, account.id, told)
  await noteTold(ctx, asker, menu.data)
  return answer(ctx, account.id, null)
}

/** Takes the account's menu off, 个性化菜单 with it (menu/delete). What is being edited here stays. */
export async function deleteMenu(ctx: Ctx, asker: Asker): Promise<MenuTold> {
  const account = await accountOf(ctx, asker.accountId)
  const told = await ctx.calls.call(account, (api, token) => api.menuDelete(token))
  if (!told.ok) return answer(ctx, account.id, told)
  await noteTold(ctx, asker, null)
  return answer(ctx, account.id, null)
}

/**
 * What fans have now, as WeChat tells it: menu/get knows what programs published, get_current_selfmenu_info also what
 * was made in WeChat's console.
 */
export async function currentMenu(ctx: Ctx, accountId: AccountId): Promise<CurrentMenu> {
  const account = await accountOf(ctx, accountId)
  const published = await ctx.calls.call(account, (api, token) => api.menuGet(token))
  if (!published.ok) return unread(published)
  if (published.value !== null) return read('api', published.value)
  const made = await ctx.calls.call(account, (api, token) => api.currentSelfMenu(token))
  if (!made.ok) return unread(made)
  return made.value.buttons.length === 0 ? { ...nothing, problem: null } : read('console', made.value.buttons)
}

const nothing: Omit<CurrentMenu, 'problem'> = { source: 'none', menu: { buttons: [] }, actions: {}, lost: [] }

function read(source: 'api' | 'console', buttons: readonly MenuButton[]): CurrentMenu {
  const found: ReadMenu = fromWechat(buttons, newKey)
  return { source, ...found, problem: null }
}

function unread({ error }: Refused): CurrentMenu {
  return { ...nothing, problem: { errcode: error.errcode, errmsg: error.errmsg } }
}

/** A key that no other program knows. */
function newKey(): string {
  return `menu-${randomUUID().slice(0, 8)}`
}

/** No answer says nothing about what was done, so WeChat is asked. */
async function isThere(ctx: Ctx, account: Account, { error }: Refused, menu: Menu): Promise<boolean> {
  if (error.errcode !== null || !error.sent) return false
  const found = await ctx.calls.call(account, (api, token) => api.menuGet(token))
  return found.ok && found.value !== null && isSameMenu(fromWechat(found.value, newKey).menu, menu)
}

async function answer(ctx: Ctx, accountId: AccountId, refused: Refused | null): Promise<MenuTold> {
  const problem = refused === null ? null : { errcode: refused.error.errcode, errmsg: refused.error.errmsg }
  return { state: await menuOf(ctx, accountId), problem }
}

async function accountOf(ctx: Ctx, accountId: AccountId): Promise<Account> {
  const account = await ctx.accounts.byId(accountId)
  if (account === null) throw new AppError('not_found')
  return account
}
