import { LogIn } from 'lucide-react'
import type { Agent, Fan } from '../api.ts'
import type { State } from '../store.ts'
import { clockOf } from '../time.ts'
import { useWords } from '../words.ts'
import { Avatar } from './Avatar.tsx'
import { previewOf } from './preview.ts'

type PeopleColumnProps = { state: State; personId: string | null; onPick: (id: string) => void }

/** Whose phone it is: the fans, and the staff, of whom the desk's agents can log in with one click. */
export function PeopleColumn({ state, personId, onPick }: PeopleColumnProps) {
  const { say } = useWords()
  const fans = state.people.filter(({ kind }) => kind === 'fan')
  const staff = state.people.filter(({ kind }) => kind === 'staff')
  const agentOf = (name: string) => state.agents.find((agent) => agent.name === name) ?? null
  const others = state.agents.filter(({ name }) => !staff.some((person) => person.name === name))
  const serverOrigin = state.serverOrigin ?? ''
  const row = (fan: Fan) => (
    <FanRow
      fan={fan}
      accountName={state.account?.account.name ?? ''}
      unread={unreadOf(fan, state, personId)}
      current={fan.id === personId}
      onPick={onPick}
    />
  )
  return (
    <nav className="people">
      <h2 className="people-title">{say('fans')}</h2>
      <ul className="people-list">
        {fans.slice(0, 200).map((fan) => (
          <li key={fan.id}>{row(fan)}</li>
        ))}
      </ul>
      <h2 className="people-title">{say('agents')}</h2>
      {state.agents.length === 0 ? <p className="people-empty">{say('agentsEmpty')}</p> : null}
      <ul className="people-list">
        {staff.map((person) => (
          <li key={person.id}>
            {row(person)}
            <LoginLink agent={agentOf(person.name)} serverOrigin={serverOrigin} />
          </li>
        ))}
        {others.map((agent) => (
          <li key={agent.agentId} className="agent">
            <div className="agent-who">
              <Avatar name={agent.name.slice(-1)} color="#6f8fa8" size={34} />
              <span className="person-name">{agent.name}</span>
            </div>
            <LoginLink agent={agent} serverOrigin={serverOrigin} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

type FanRowProps = {
  fan: Fan
  accountName: string
  unread: number
  current: boolean
  onPick: (id: string) => void
}

function FanRow({ fan, accountName, unread, current, onPick }: FanRowProps) {
  const { say } = useWords()
  return (
    <button
      type="button"
      className="person"
      aria-current={current ? 'true' : undefined}
      onClick={() => onPick(fan.id)}
    >
      <span className="person-picture">
        <Avatar name={fan.name} color={fan.color} size={42} />
        {unread > 0 ? <span className="unread">{unread > 99 ? '99+' : unread}</span> : null}
      </span>
      <span className="person-text">
        <span className="person-line">
          <span className="person-name">{fan.name}</span>
          {fan.last === null ? null : <time className="person-time">{clockOf(fan.last.at)}</time>}
        </span>
        <span className="person-last">
          {fan.follows ? previewOf(fan.last, accountName, say) : say('unfollowed')}
        </span>
      </span>
    </button>
  )
}

function LoginLink({ agent, serverOrigin }: { agent: Agent | null; serverOrigin: string }) {
  const { say } = useWords()
  if (agent === null) return null
  const href = `${serverOrigin}/login/sandbox?agent=${encodeURIComponent(agent.agentId)}`
  return (
    <a className="agent-login" href={href} target="_blank" rel="noreferrer">
      <LogIn size={14} aria-hidden />
      {say('loginAs', { name: agent.name })}
    </a>
  )
}

function unreadOf(fan: Fan, state: State, personId: string | null): number {
  if (fan.id === personId) return 0
  const notices = (state.notices[fan.id]?.length ?? 0) - (state.seenNotices[fan.id] ?? 0)
  return Math.max(0, notices) + Math.max(0, (fan.last?.seq ?? 0) - (state.seen[fan.id] ?? 0))
}
