import { type Sandbox, type SandboxOptions, startSandbox } from '@duokefu/sandbox'
import type { MovableClock } from '../ledger-harness.ts'

/** The one account of these tests, in plain mode: encryption has tests of its own. */
export const ACCOUNT = {
  name: '花田小店',
  appid: 'wx1a2b3c4d5e6f7081',
  secret: 'a5b1c2d3e4f60718293a4b5c6d7e8f90',
  ghId: 'gh_5f2c1e9ab7d4',
  wechatId: 'huatian',
  token: 'mdeskToken2026',
  encodingAesKey: 'MdeskDemoKey0123456789abcdefGHIJKLMNOPQRSTu',
  mode: 'plain',
} as const

export interface Fan {
  readonly id: string
  readonly openid: string
}

/** The simulated WeChat, moved by its control API. */
export interface Wechat extends Sandbox {
  /** A person who follows and hasn't written yet. */
  fan(): Promise<Fan>
  /** What a person does (`messages`, `menu`, `scan`, `follow` …); resolves when its callback was settled. */
  act(fan: Fan, act: string, body?: object): Promise<void>
  says(fan: Fan, text: string): Promise<void>
  /** What the account said on this fan's phone; texts as they are, other kinds by name. */
  heard(fan: Fan): Promise<string[]>
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
}

/** Starts it with everything that a test does not care about filled in. */
export async function startWechat(
  clock: MovableClock,
  options: Partial<SandboxOptions> & { serverUrl?: string },
): Promise<Wechat> {
  const sandbox = await startSandbox({
    accounts: [ACCOUNT],
    clock,
    demoDesk: false,
    webDir: 'none',
    ...options,
  })
  let people = 0
  const control: Wechat['control'] = async (method, path, body) => {
    const response = await fetch(`${sandbox.url}/sandbox${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return (await response.json()) as Record<string, unknown>
  }
  const act: Wechat['act'] = async (fan, name, body = {}) => {
    await control('POST', `/people/${fan.id}/${name}?settle=20000`, body)
  }
  return {
    ...sandbox,
    control,
    act,
    async fan() {
      people += 1
      const id = `fan${people}`
      await control('POST', '/people', { prefix: id })
      const all = (await control('GET', '/people')).people as Fan[]
      const found = all.find((person) => person.id === id)
      if (found === undefined) throw new Error('no such person')
      return { id, openid: found.openid }
    },
    says: (fan, text) => act(fan, 'messages', { type: 'text', text }),
    async heard(fan) {
      const { entries } = await control('GET', `/people/${fan.id}/log?from=account`)
      return (entries as { content: { type: string; text?: string } }[]).map(
        ({ content }) => content.text ?? content.type,
      )
    },
  }
}
