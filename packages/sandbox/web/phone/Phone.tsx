import { useEffect, useState } from 'react'
import { api, type Entry, type Fan } from '../api.ts'
import { markSeen, type State } from '../store.ts'
import { useNow } from '../time.ts'
import { AccountProfile } from './AccountProfile.tsx'
import { Chat } from './Chat.tsx'
import { ChatHeader } from './ChatHeader.tsx'
import { Composer } from './Composer.tsx'
import { StatusBar } from './StatusBar.tsx'

type PhoneProps = { state: State; person: Fan; accountName: string; log: Entry[]; onBack: () => void }

/** One fan's phone, open at the chat with the account. */
export function Phone({ state, person, accountName, log, onBack }: PhoneProps) {
  const now = useNow()
  const [profile, setProfile] = useState(false)
  const lastSeq = log.at(-1)?.seq ?? 0
  const others = state.people.filter((fan) => fan.id !== person.id)
  const unread = others.reduce(
    (sum, fan) => sum + Math.max(0, (fan.last?.seq ?? 0) - (state.seen[fan.id] ?? 0)),
    0,
  )

  useEffect(() => {
    markSeen(person.id, lastSeq)
  }, [person.id, lastSeq])

  return (
    <div className="phone">
      <StatusBar now={now} />
      {profile || !person.follows ? (
        <AccountProfile
          name={accountName}
          follows={person.follows}
          onFollow={() => void api.act(person.id, 'follow').then(() => setProfile(false))}
          onUnfollow={() => void api.act(person.id, 'unfollow')}
          onChat={() => setProfile(false)}
          onBack={() => (person.follows ? setProfile(false) : onBack())}
        />
      ) : (
        <>
          <ChatHeader
            name={accountName}
            typing={person.typingUntil > now}
            unread={unread}
            onBack={onBack}
            onMore={() => setProfile(true)}
          />
          <Chat person={person} accountName={accountName} log={log} faces={state.faces} now={now} />
          <Composer personId={person.id} faces={state.faces} />
        </>
      )}
      <span className="home-bar" aria-hidden />
    </div>
  )
}
