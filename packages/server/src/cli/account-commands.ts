import { aesKeyOf, InvalidAesKeyError } from '@duokefu/wechat'
import { z } from 'zod'
import { Accounts } from '../accounts/accounts.ts'
import { addAccount } from '../accounts/service.ts'
import { CommandError, command } from './command.ts'

const httpUrl = z.url({ protocol: /^https?$/ })
const aesKey = z.string().refine(isAesKey, '43 letters and digits')

export const accountAdd = command({
  name: 'account add',
  usage:
    '--appid wx… --secret … --token … [--aes-key …] [--mode plain|compatible|safe] [--name …] [--api-base URL] [--developer-url URL --developer-token … --developer-aes-key …] [--allow-private]',
  help: { zh: '接入一个公众号', en: 'connect an Official Account' },
  options: z.object({
    appid: z.string().regex(/^[\w-]{4,64}$/, 'letters and digits'),
    secret: z.string().min(1),
    token: z.string().regex(/^[A-Za-z0-9]{3,32}$/, '3 to 32 letters and digits'),
    'aes-key': aesKey.optional(),
    mode: z.enum(['plain', 'compatible', 'safe']).optional(),
    name: z.string().min(1).optional(),
    'api-base': httpUrl.default('https://api.weixin.qq.com'),
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
      apiBase: account.apiBase,
      developerUrl: account.developer?.url ?? null,
    }))
    const lines = json.map(({ id, appid, name, mode, interfaceOn }) =>
      [id, appid, name, mode, interfaceOn ? '启用 on' : '停用 off'].join('\t'),
    )
    return {
      json: { accounts: json },
      lines: lines.length === 0 ? ['还没有公众号。/ No account yet.'] : lines,
    }
  },
})

function isAesKey(text: string): boolean {
  try {
    return aesKeyOf(text).length === 32
  } catch (error) {
    if (error instanceof InvalidAesKeyError) return false
    throw error
  }
}
