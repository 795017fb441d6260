import { readFile } from 'node:fs/promises'
import type { PoolClient } from 'pg'
import { z } from 'zod'
import { addAccount, moveAccount } from './accounts/service.ts'
import { addAgent } from './agents/service.ts'
import type { Context } from './context.ts'
import { bindLogin, createLoginLink } from './login/service.ts'
import { StartError } from './start-error.ts'

/** What `npm start` writes once; the sandbox and the mall read the same file. */
const demoShopSchema = z.object({
  name: z.string(),
  appid: z.string(),
  secret: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  ghId: z.string(),
  /** The shop's own WeChat ID, as the simulated WeChat has it. */
  wechatId: z.string().default('huatian'),
  mode: z.enum(['plain', 'compatible', 'safe']),
  developer: z.object({ token: z.string(), encodingAesKey: z.string() }),
  /** Whose simulated phones log in as which agents; a file of an earlier version has none. */
  staff: z.array(z.object({ phone: z.string(), name: z.string(), openid: z.string() })).default([]),
})

type DemoShop = z.infer<typeof demoShopSchema>

export interface DemoOptions {
  readonly file: string
  /** The simulated WeChat, as the account's API base. */
  readonly apiBase: string
  /** The demo mall's own address. */
  readonly developerUrl: string
}

type Ctx = Pick<Context, 'pool' | 'secrets' | 'clock'>

/**
 * Makes the demo shop with two agents and an owner, once; later only follows sandbox and mall to their ports. Returns
 * the token of the owner's login link at the first start, else null (`duokefu login-link` makes another link then).
 */
export async function seedDemo(ctx: Ctx, options: DemoOptions): Promise<string | null> {
  const shop = await readShop(options.file)
  await moveAccount(ctx, shop.appid, options)
  const client = await ctx.pool.connect()
  try {
    await client.query('begin')
    const token = await makeShop({ ...ctx, pool: client }, shop, options)
    await client.query('commit')
    return token
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function makeShop(
  ctx: Omit<Ctx, 'pool'> & { readonly pool: PoolClient },
  { ghId, developer, staff, ...shop }: DemoShop,
  options: DemoOptions,
): Promise<string | null> {
  const accountId = await addAccount(ctx, {
    ...shop,
    originalId: ghId,
    apiBase: options.apiBase,
    oauthBase: options.apiBase,
    developer: { url: options.developerUrl, ...developer },
    // Sandbox and mall live on this machine.
    allowPrivate: true,
  })
  if (accountId === null) return null
  const add = async (name: string, role: 'agent' | 'owner') => {
    const { personId } = await addAgent(ctx, { accountId, name, kfAccount: null, role })
    const openid = staff.find((one) => one.name === name)?.openid
    if (openid !== undefined) await bindLogin(ctx, { accountId, openid, personId })
    return personId
  }
  for (const name of ['小林', '小吴']) await add(name, 'agent')
  return createLoginLink(ctx, await add('老周', 'owner'))
}

/** The sandbox's phones of the demo's agents, by the openids that their logins are bound to. */
export async function demoPhones(file: string): Promise<ReadonlyMap<string, string>> {
  const { staff } = await readShop(file)
  return new Map(staff.map(({ openid, phone }) => [openid, phone]))
}

async function readShop(file: string): Promise<DemoShop> {
  try {
    return demoShopSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new StartError(
      {
        zh: `演示店铺的文件 ${file} 无法读取；删除它，再执行一次 npm start。`,
        en: `The demo shop's file ${file} can't be read: delete it and run npm start again.`,
      },
      { cause },
    )
  }
}
