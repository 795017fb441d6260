import { type AccountView, api } from '../api.ts'
import { useWords, type WordKey } from '../words.ts'

/** An address that no test machine has: nobody here is in the list then (40164). */
const FOREIGN_ADDRESS = '203.0.113.7'

/** What the account has at WeChat: each of them can be taken away, to see what the desk says then. */
export function Rights({ account }: { account: AccountView['account'] }) {
  const { say } = useWords()
  const { verified, kfEnabled, ipAllowlist } = account
  const set = (changes: object) => void api.setAccount(changes)
  return (
    <section className="panel-part">
      <h2>{say('rights')}</h2>
      <dl className="facts">
        <Choice
          label="verified"
          options={['has', 'hasNot']}
          chosen={verified ? 'has' : 'hasNot'}
          onChoose={(word) => set({ verified: word === 'has' })}
        />
        <Choice
          label="kfEnabled"
          options={['has', 'hasNot']}
          chosen={kfEnabled ? 'has' : 'hasNot'}
          onChoose={(word) => set({ kfEnabled: word === 'has' })}
        />
        <Choice
          label="ipAllowlist"
          options={['ipAny', 'ipForeign']}
          chosen={ipAllowlist === null ? 'ipAny' : 'ipForeign'}
          onChoose={(word) => set({ ipAllowlist: word === 'ipAny' ? null : [FOREIGN_ADDRESS] })}
        />
      </dl>
    </section>
  )
}

type ChoiceProps = {
  label: WordKey
  options: WordKey[]
  chosen: WordKey
  onChoose: (word: WordKey) => void
}

function Choice({ label, options, chosen, onChoose }: ChoiceProps) {
  const { say } = useWords()
  return (
    <>
      <dt>{say(label)}</dt>
      <dd>
        <span className="choice">
          {options.map((word) => (
            <button key={word} type="button" aria-pressed={word === chosen} onClick={() => onChoose(word)}>
              {say(word)}
            </button>
          ))}
        </span>
      </dd>
    </>
  )
}
