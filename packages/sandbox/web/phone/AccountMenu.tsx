import { api } from '../api.ts'
import { useWords, type WordKey } from '../words.ts'

const ENTRIES: { key: string; word: WordKey }[] = [
  { key: 'HOURS', word: 'menuHours' },
  { key: 'ORDERS', word: 'menuOrders' },
  { key: 'SERVICE', word: 'menuService' },
]

/** The account's menu: entries of type click. */
export function AccountMenu({ personId }: { personId: string }) {
  const { say } = useWords()
  return (
    <div className="account-menu">
      {ENTRIES.map(({ key, word }) => (
        <button
          key={key}
          type="button"
          className="menu-entry"
          onClick={() => void api.act(personId, 'menu', { key })}
        >
          {say(word)}
        </button>
      ))}
    </div>
  )
}
