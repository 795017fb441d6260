import { randomBytes } from 'node:crypto'

const CODE_MS = 5 * 60_000
const TOKEN_MS = 7_200_000
const REFRESH_MS = 30 * 86_400_000

export type Scope = 'snsapi_base' | 'snsapi_userinfo'
type Code = { personId: string; scope: Scope; expiresAt: number; used: boolean }
export type UserToken = {
  value: string
  refreshToken: string
  personId: string
  scope: Scope
  expiresAt: number
  refreshUntil: number
}

/** Web authorization at one account (protocol 9.1): codes live five minutes and are good once. In memory alone. */
export class OauthDesk {
  readonly #codes = new Map<string, Code>()
  readonly #tokens = new Map<string, UserToken>()

  issueCode(personId: string, scope: Scope, at: number): string {
    const code = `0${randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 31)}`
    this.#codes.set(code, { personId, scope, expiresAt: at + CODE_MS, used: false })
    return code
  }

  /** The user's token for a code: 40029 unknown (or another account's), 40163 used, 42003 too old. */
  redeem(code: string, at: number): UserToken | 40029 | 40163 | 42003 {
    const known = this.#codes.get(code)
    if (known === undefined) return 40029
    if (known.used) return 40163
    if (at >= known.expiresAt) return 42003
    known.used = true
    return this.#grant(known.personId, known.scope, at, at + REFRESH_MS)
  }

  /** 40030 unknown, 42002 after thirty days. */
  refresh(refreshToken: string, at: number): UserToken | 40030 | 42002 {
    const known = [...this.#tokens.values()].find((each) => each.refreshToken === refreshToken)
    if (known === undefined) return 40030
    if (at >= known.refreshUntil) return 42002
    return this.#grant(known.personId, known.scope, at, known.refreshUntil)
  }

  token(value: string): UserToken | null {
    return this.#tokens.get(value) ?? null
  }

  #grant(personId: string, scope: Scope, at: number, refreshUntil: number): UserToken {
    const token = {
      value: `93_${randomBytes(48).toString('base64url')}`,
      refreshToken: `93_${randomBytes(48).toString('base64url')}`,
      personId,
      scope,
      expiresAt: at + TOKEN_MS,
      refreshUntil,
    }
    this.#tokens.set(token.value, token)
    return token
  }
}
