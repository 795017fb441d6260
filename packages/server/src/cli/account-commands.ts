import { aesKeyOf, InvalidAesKeyError } from '@duokefu/wechat'
import { z } from 'zod'
import { Accounts } from '../accounts/accounts.ts'
import { addAccount, editAccount } from '../accounts/service.ts'
import { createSetupLink } from '../accounts/setup.ts'
import { CommandError, command } from './command.ts'
import { accountNamed } from './store.ts'

const httpUrl = z.url({ protocol: /^https?$/ })
const aesKey = z.string().refine(isAesKey, '43 letters and digits')

/** What an account's own pages don't offer: whoever sets the addresses receives the AppSecret. */
const addressOptions = {
  'oauth-base': httpUrl.optional(),
  'login-way': z.enum(['oauth', 'scan', 'password']).optional(),
  'wechat-id': z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{2,29}$/, 'letters, digits, _ and -')
    .optional(),
}

export const accountAdd = command({
  name: 'account add',
  usage:
    '--appid wx… --secret … --token … [--aes-key …] [--mode plain|compatible|safe] [--name …] [--api-base URL] [--oauth-base URL] [--login-way oauth|scan|password] [--wechat-id …] [--developer-url URL --developer-token … --developer-aes-key …] [--allow-private]',
  help: { zh: '接入一个公众号', en: 'connect an Official Account' },
  options: z.object({
    appid: z.string().regex(/^[\w-]{4,64}$/, 'letters and digits'),
    secret: z.string().min(1),
    token: z.string().regex(/^[A-Za-z0-9]{3,32}$/, '3 to 32 letters and digits'),
    'aes-key': aesKey.optional(),
    mode: z.enum(['plain', 'compatible', 'safe']).optional(),
    name: z.string().min(1).optional(),
    'api-base': httpUrl.default('https://api.weixin.qq.com'),
    ...addressOptions,
    'developer-url': httpUrl.optional(),
    'developer-token': z.string().optional(),
    'developer-aes-key': aesKey.optional(),
    'allow-private': z.boolean().default(false),
  }),
  flags: ['allow-private'],
  async run(operator, options) {
    const key = options['aes-key'] ?? null
    const mode = options.mode ?? (key === null ? 'plain' : 'safe')
    if (mode !== 'plain' && key === null)
      throw new CommandError(`${mode} 模式需要 --aes-key。`, `Mode ${mode} needs --aes-key.`)
    const url = options['developer-url']
    const { appid } = options
    const id = await addAccount(operator, {
      appid,
      name: options.name ?? appid,
      secret: options.secret,
      token: options.token,
      encodingAesKey: key,
      mode,
      apiBase: options['api-base'],
      ...(options['oauth-base'] === undefined ? {} : { oauthBase: options['oauth-base'] }),
      ...(options['login-way'] === undefined ? {} : { loginWay: options['login-way'] }),
      originalId: null,
      developer:
        url === undefined
          ? null
          : {
              url,
              token: options['developer-token'] ?? null,
              encodingAesKey: options['developer-aes-key'] ?? null,
            },
      allowPrivate: options['allow-private'],
    })
    if (id === null)
      throw new CommandError(`公众号 ${appid} 已经接入。`, `The account ${appid} is connected already.`)
    if (options['wechat-id'] !== undefined)
      await editAccount(operator, id, { wechatId: options['wechat-id'] })
    const callbackUrl = `${operator.url}/wechat/${appid}`
    return {
      json: { id, appid, callbackUrl },
      lines: [
        `已接入 ${appid}，编号 ${id}。/ Connected ${appid} as account ${id}.`,
        `请在公众平台填写服务器地址 / Enter this server URL in WeChat's console: ${callbackUrl}`,
      ],
    }
  },
})

export const accountEdit = command({
  name: 'account edit',
  usage:
    'APPID [--name …] [--secret …] [--api-base URL] [--oauth-base URL] [--login-way oauth|scan|password] [--wechat-id …] [--allow-private on|off]',
  help: { zh: '修改一个公众号', en: 'change an account' },
  options: z.object({
    name: z.string().min(1).max(30).optional(),
    secret: z.string().min(1).optional(),
    'api-base': httpUrl.optional(),
    ...addressOptions,
    'allow-private': z.enum(['on', 'off']).optional(),
  }),
  operands: 1,
  async run(operator, options, [wanted = '']) {
    const id = await accountNamed(operator, wanted)
    const change = {
      name: options.name,
      secret: options.secret,
      apiBase: options['api-base'],
      oauthBase: options['oauth-base'],
      loginWay: options['login-way'],
      wechatId: options['wechat-id'],
      allowPrivate: options['allow-private'] === undefined ? undefined : options['allow-private'] === 'on',
    }
    if (Object.values(change).every((value) => value === undefined))
      throw new CommandError('没有要修改的内容。用 --help 查看。', 'There is nothing to change. See --help.')
    await editAccount(operator, id, change)
    return {
      json: { id },
      lines: [`已修改 ${wanted}，立即生效。/ Changed ${wanted}, at once on every process.`],
    }
  },
})

export const setupLink = command({
  name: 'setup-link',
  usage: '',
  help: {
    zh: '生成接入第一个公众号的链接（24 小时内有效，只能用一次）',
    en: 'make the link to connect the first account with, good once and for 24 hours',
  },
  options: z.object({}),
  async run(operator) {
    const token = await createSetupLink(operator)
    if (token === null)
      throw new CommandError(
        '已经有公众号了；所有者可以在管理后台接入另一个。',
        'There is an account already; its owner connects others in the admin pages.',
      )
    // Behind the #, so that the token stays out of logs.
    const url = `${operator.url}/setup#${token}`
    return { json: { url }, lines: [url] }
  },
})

export const accountList = command({
  name: 'account list',
  usage: '',
  help: { zh: '列出接入的公众号', en: 'list the connected accounts' },
  options: z.object({}),
  async run({ pool, secrets, clock }) {
    const accounts = await new Accounts(pool, secrets, clock.now).all()
    const json = accounts.map((account) => ({
      id: account.id,
      appid: account.appid,
      name: account.name,
      mode: account.mode,
      interfaceOn: account.interfaceOn,
      wechatDesk: account.wechatDesk,
      apiBase: account.apiBase,
      developerUrl: account.developer?.url ?? null,
    }))
    const lines = json.map(({ id, appid, name, mode, ...desk }) =>
      [id, appid, name, mode, deskWords(desk)].join('\t'),
    )
    return {
      json: { accounts: json },
      lines: lines.length === 0 ? ['还没有公众号。/ No account yet.'] : lines,
    }
  },
})

function deskWords({ interfaceOn, wechatDesk }: { interfaceOn: boolean; wechatDesk: boolean }): string {
  if (wechatDesk) return '微信客服 WeChat'
  return interfaceOn ? '启用 on' : '停用 off'
}

function isAesKey(text: string): boolean {
  try {
    return aesKeyOf(text).length === 32
  } catch (error) {
    if (error instanceof InvalidAesKeyError) return false
    throw error
  }
}
