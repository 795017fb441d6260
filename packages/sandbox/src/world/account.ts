export type CryptoMode = 'plain' | 'compatible' | 'safe'
export type DataFormat = 'xml' | 'json'

/** An Official Account as WeChat's console knows it: its credentials and its server configuration. */
export type Account = {
  name: string
  appid: string
  secret: string
  /** Original id, `gh_…`: what callbacks carry as ToUserName. */
  ghId: string
  token: string
  encodingAesKey: string
  mode: CryptoMode
  format: DataFormat
  /** Where callbacks go; null = none set in the console. */
  serverUrl: string | null
}
