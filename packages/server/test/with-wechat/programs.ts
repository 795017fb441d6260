import CoWechatApi from 'co-wechat-api'
import WechatApi from 'wechat-api'
import { ACCOUNT } from './wechat.ts'

/** A merchant's program: calls a method of its library by name. Rejects with WeChat's errcode as `code`. */
export type Program = (method: string, ...given: unknown[]) => Promise<unknown>

/** Programs as merchants write them, each with another address in the place of WeChat's. */
export const PROGRAMS: readonly [library: string, at: (url: string) => Program][] = [
  ['wechat-api', wechatApiAt],
  ['co-wechat-api', coWechatApiAt],
]

function wechatApiAt(url: string): Program {
  const api = new WechatApi(ACCOUNT.appid, ACCOUNT.secret)
  api.endpoint = url
  return (method, ...given) =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, data: unknown) => (error === null ? resolve(data) : reject(error))
      methodOf(api, method)(...given, done)
    })
}

/** Some of its methods have WeChat's address in them, so that programs change it where requests leave. */
function coWechatApiAt(url: string): Program {
  class Api extends CoWechatApi {
    override request(asked: string, options: unknown, retry?: number): Promise<unknown> {
      return super.request(asked.replace('https://api.weixin.qq.com', url), options, retry)
    }
  }
  const api = new Api(ACCOUNT.appid, ACCOUNT.secret)
  return async (method, ...given) => methodOf(api, method)(...given)
}

function methodOf(api: { [method: string]: unknown }, name: string): (...given: unknown[]) => unknown {
  const method = api[name]
  if (typeof method !== 'function') throw new Error(`no method ${name}`)
  return (...given) => Reflect.apply(method, api, given)
}
