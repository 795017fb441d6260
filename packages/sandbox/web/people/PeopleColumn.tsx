import { LogIn } from 'lucide-react'
import type { Agent, Entry, Fan } from '../api.ts'
import type { State } from '../store.ts'
import { clockOf } from '../time.ts'
import { NOTICE_WORD, type Say, useWords } from '../words.ts'
import { Avatar } from './Avatar.tsx'

type PeopleColumnProps = { state: State; personId: string | null; onPick: (id: string) => void }

/** Whose phone it is: the fans, and the agents, whose phones open the desk. */
export function PeopleColumn({ state, personId, onPick }: PeopleColumnProps) {
  const { say } = useWords()
  return (
    <nav className="people">
      <h2 className="people-title">{say('fans')}</h2>
      <ul className="people-list">
        {state.people.slice(0, 200).map((fan) => (
          <li key={fan.id}>
            <FanRow
              fan={fan}
              accountName={state.account?.account.name ?? ''}
              unread={unreadOf(fan, state, personId)}
              current={fan.id === personId}
              onPick={onPick}
            />
          </li>
        ))}
      </ul>
      <h2 className="people-title">{say('agents')}</h2>
      {state.agents.length === 0 ? <p className="people-empty">{say('agentsEmpty')}</p> : null}
      <ul className="people-list">
        {state.agents.map((agent) => (
          <li key={agent.agentId}>
            <AgentCard agent={agent} serverOrigin={state.serverOrigin ?? ''} />
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

function AgentCard({ agent, serverOrigin }: { agent: Agent; serverOrigin: string }) {
  const { say } = useWords()
  const href = `${serverOrigin}/login/sandbox?agent=${encodeURIComponent(agent.agentId)}`
  return (
    <div className="agent">
      <div className="agent-who">
        <Avatar name={agent.name.slice(-1)} color="#6f8fa8" size={34} />
        <span className="person-name">{agent.name}</span>
      </div>
      <a className="agent-login" href={href} target="_blank" rel="noreferrer">
        <LogIn size={14} aria-hidden />
        {say('loginAs', { name: agent.name })}
      </a>
    </div>
  )
}

/** What a chat list shows of the last entry. */
function previewOf(last: Entry | null, accountName: string, say: Say): string {
  if (last === null) return say('justFollowed')
  const { content } = last
  switch (content.type) {
    case 'text':
      return content.text
    case 'image':
      return `[${say('album')}]`
    case 'voice':
      return `[${say('voice')}]`
    case 'video':
      return `[${say('video')}]`
    case 'location':
      return `[${say('location')}] ${content.label}`
    case 'file':
      return `[${say('file')}] ${content.name}`
    case 'menu':
      return content.head
    case 'card':
      return `[${say('card')}]`
    case 'notice':
      return say(NOTICE_WORD[content.notice], { account: accountName })
    default:
      return content.title
  }
}

function unreadOf(fan: Fan, state: State, personId: string | null): number {
  if (fan.id === personId || fan.last === null) return 0
  return Math.max(0, fan.last.seq - (state.seen[fan.id] ?? 0))
}
