import { randomUUID } from 'node:crypto'
import { type Call, errcode, type FakeWechat } from './fake-wechat.ts'
import { type Answer, ask, type TestServer } from './harness.ts'

const codePath = '/sns/oauth2/access_token'

/** WeChat's web authorization: codes of one account, good once. */
export interface Authorization {
  /** A code for whoever holds a phone. */
  code(openid: string, options?: { appid?: string; snapshot?: boolean }): string
}

/** Lets a fake WeChat trade codes: 40029 for an unknown one or another account's, 40163 for a used one. */
export function startAuthorization(wechat: FakeWechat, appid: string): Authorization {
  const codes = new Map<string, { openid: string; appid: string; snapshot: boolean; used: boolean }>()
  wechat.on(codePath, ({ query }: Call) => {
    const issued = codes.get(query.get('code') ?? '')
    if (issued === undefined || issued.appid !== query.get('appid')) return errcode(40029, 'invalid code')
    if (issued.used) return errcode(40163, 'code been used')
    issued.used = true
    const { openid, snapshot } = issued
    return {
      json: {
        access_token: 'OAUTH_TOKEN',
        expires_in: 7_200,
        refresh_token: 'REFRESH_TOKEN',
        openid,
        scope: 'snsapi_base',
        ...(snapshot ? { is_snapshotuser: 1 } : {}),
      },
    }
  })
  return {
    code(openid, options = {}) {
      const code = randomUUID()
      codes.set(code, {
        openid,
        appid: options.appid ?? appid,
        snapshot: options.snapshot ?? false,
        used: false,
      })
      return code
    },
  }
}

/** A browser with a cookie jar: a computer's, or the one inside a phone's WeChat. */
export interface TestBrowser {
  readonly cookies: Map<string, string>
  ask(method: string, path: string, body?: unknown): Promise<Answer>
}

/** A server's `ask`, by its address. */
export function askOf(url: string): TestServer['ask'] {
  return (cookie, method, path, body) => ask(url, cookie, method, path, body)
}

export function newBrowser(server: Pick<TestServer, 'ask'>): TestBrowser {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async ask(method, path, body) {
      const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await server.ask(header === '' ? null : header, method, path, body)
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    },
  }
}

/** Follows an authorize URL as WeChat would: back to us with a code. Returns where our server sends the browser then. */
export async function authorize(phone: TestBrowser, authorizeUrl: string, code: string): Promise<string> {
  const state = new URL(authorizeUrl).searchParams.get('state') ?? ''
  const answer = await phone.ask('GET', `/m/oauth?code=${code}&state=${state}`)
  return answer.headers.get('location') ?? `status ${answer.status}`
}
