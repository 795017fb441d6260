export type CryptoMode = 'plain' | 'compatible' | 'safe'
export type DataFormat = 'xml' | 'json'

/** An Official Account as WeChat's console knows it: its credentials, its server configuration, its rights. */
export type Account = {
  name: string
  appid: string
  secret: string
  /** Original id, `gh_…`: what callbacks carry as ToUserName. */
  ghId: string
  /** 公众号微信号: stands after the @ of its kf accounts. */
  wechatId: string
  token: string
  encodingAesKey: string
  mode: CryptoMode
  format: DataFormat
  /** Where callbacks go; null = none set in the console. */
  serverUrl: string | null
  /** 认证: without it most rights are missing (48001). */
  verified: boolean
  /** 客服功能 is switched on in the console; without it 65400. */
  kfEnabled: boolean
  /** IP 白名单 of the token endpoints; null = not looked at. */
  ipAllowlist: string[] | null
  /** 网页授权域名, without a port; null = the host of serverUrl. */
  oauthDomain: string | null
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** Whether web authorization may go back to this address: the whole host must be the one of the console (10003). */
export function allowsReturnTo(account: Account, address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, protocol } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  if (account.oauthDomain !== null) return hostname === account.oauthDomain.replace(/:\d+$/, '')
  if (account.serverUrl === null) return false
  const own = new URL(account.serverUrl).hostname
  return hostname === own || (LOOPBACK.includes(own) && LOOPBACK.includes(hostname))
}
