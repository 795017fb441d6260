import { type AccountView, api, type Fan, type ReplyWindow } from '../api.ts'
import { spanOf, useNow } from '../time.ts'
import { useWords, type WordKey } from '../words.ts'

type WechatViewProps = { account: AccountView; person: Fan | null }

const MODES: { mode: AccountView['account']['mode']; word: WordKey }[] = [
  { mode: 'plain', word: 'modePlain' },
  { mode: 'compatible', word: 'modeCompatible' },
  { mode: 'safe', word: 'modeSafe' },
]

/** The allowance of the fan in view, the token, and the account's server configuration. */
export function WechatView({ account, person }: WechatViewProps) {
  const { say, language } = useWords()
  const now = useNow()
  const { mode, format, serverUrl } = account.account
  const token = account.tokens.stable ?? account.tokens.basic
  const window = person?.window ?? null
  const open = window !== null && now < window.until
  return (
    <section className="panel-part">
      <h2>{say('view')}</h2>
      <dl className="facts">
        <dt>
          {say('allowance')}
          {person === null ? '' : ` · ${person.name}`}
        </dt>
        <dd>
          {open ? (
            <>
              <span className="dots" aria-hidden>
                {[1, 2, 3, 4, 5].map((dot) => (
                  <i key={dot} data-left={isLeft(window.left, dot) || undefined} />
                ))}
              </span>
              {window.left === 'unlimited'
                ? say('allowanceUnlimited', { time: spanOf(window.until - now, language) })
                : say('allowanceOpen', { left: window.left, time: spanOf(window.until - now, language) })}
            </>
          ) : (
            <span className="quiet">{say('allowanceNone')}</span>
          )}
        </dd>
        <dt>{say('token')}</dt>
        <dd>
          {token === null ? (
            <span className="quiet">{say('tokenNone')}</span>
          ) : (
            <>
              <span>
                {now < token.expiresAt
                  ? say('tokenLeft', { time: spanOf(token.expiresAt - now, language) })
                  : say('tokenExpired')}
              </span>
              <button type="button" className="small-button" onClick={() => void api.expireTokens()}>
                {say('expireNow')}
              </button>
            </>
          )}
        </dd>
        <dt>{say('mode')}</dt>
        <dd>
          <span className="choice">
            {MODES.map((each) => (
              <button
                key={each.mode}
                type="button"
                aria-pressed={each.mode === mode}
                onClick={() => void api.setAccount({ mode: each.mode })}
              >
                {say(each.word)}
              </button>
            ))}
          </span>
          <span className="choice">
            {(['xml', 'json'] as const).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === format}
                onClick={() => void api.setAccount({ format: each })}
              >
                {each.toUpperCase()}
              </button>
            ))}
          </span>
          <small className="quiet">{say('modeHint')}</small>
        </dd>
        <dt>{say('serverUrl')}</dt>
        <dd>
          <code>{serverUrl ?? '—'}</code>
        </dd>
      </dl>
    </section>
  )
}

function isLeft(left: ReplyWindow['left'], dot: number): boolean {
  return left === 'unlimited' || dot <= left
}
