import { type AccountInput, type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts'
import { ACCOUNT } from './account.ts'

type Json = Record<string, unknown>

/** A sandbox with one account, spoken to over HTTP as its users do. Time stands still until `pass`. */
export async function startTestSandbox(
  account: Partial<AccountInput>,
  options: Partial<SandboxOptions> = {},
) {
  let now = Date.parse('2026-01-01T04:00:00Z')
  const sandbox: Sandbox = await startSandbox({
    accounts: [{ ...ACCOUNT, ...account }],
    clock: { now: () => now },
    deliver: { waitMs: 2000, pauseMs: 0 },
    webDir: 'absent',
    demoDesk: false,
    ...options,
  })
  const call = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const response = await fetch(sandbox.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
    })
    return (await response.json()) as Json
  }
  const token = async () => {
    const { appid, secret } = ACCOUNT
    const answer = await call('POST', '/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid,
      secret,
    })
    return String(answer.access_token)
  }
  return {
    ...sandbox,
    call,
    token,
    pass: (ms: number) => {
      now += ms
    },
    /** Calls a business path with a good token. */
    api: async (method: string, path: string, body?: unknown) =>
      call(method, `${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}`, body),
    openid: async (id: string) => {
      const { people } = await call('GET', '/sandbox/people')
      return (people as { id: string; openid: string }[]).find((person) => person.id === id)?.openid ?? ''
    },
    say: (id: string, text: string) =>
      call('POST', `/sandbox/people/${id}/messages?settle=10000`, { type: 'text', text }),
    /** Uploads an asset of the sandbox in field `media`. */
    upload: async (path: string, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Json> => {
      const form = new FormData()
      form.append('media', new Blob([bytes]), name)
      const url = `${sandbox.url}${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}`
      return (await (await fetch(url, { method: 'POST', body: form })).json()) as Json
    },
    /** The chat as the phone shows it: `who: what`. */
    chat: async (id: string) => {
      const { entries } = await call('GET', `/sandbox/people/${id}/log`)
      return (entries as { from: string; content: Json }[]).map(
        ({ from, content }) => `${from}: ${content.text ?? content.notice ?? content.type}`,
      )
    },
  }
}

export type TestSandbox = Awaited<ReturnType<typeof startTestSandbox>>
