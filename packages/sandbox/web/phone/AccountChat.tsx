import { useState } from 'react'
import { api, type Entry, type Fan, type MenuEntry, type MenuPlace } from '../api.ts'
import type { State } from '../store.ts'
import { AccountProfile } from './AccountProfile.tsx'
import { Chat } from './Chat.tsx'
import { ChatHeader } from './ChatHeader.tsx'
import { Composer } from './Composer.tsx'

type AccountChatProps = {
  state: State
  person: Fan
  accountName: string
  log: Entry[]
  now: number
  onMenu: (entry: MenuEntry, place: MenuPlace) => void
  onScan: () => void
  onHome: () => void
}

/** The chat with the account, or its card for somebody who doesn't follow it (or asked for it). */
export function AccountChat(props: AccountChatProps) {
  const { state, person, accountName, log, now, onMenu, onScan, onHome } = props
  const [profile, setProfile] = useState(false)
  const others = state.notices[person.id]?.length ?? 0
  const unread = Math.max(0, others - (state.seenNotices[person.id] ?? 0))

  if (profile || !person.follows) {
    return (
      <AccountProfile
        name={accountName}
        follows={person.follows}
        onFollow={() => void api.act(person.id, 'follow').then(() => setProfile(false))}
        onUnfollow={() => void api.act(person.id, 'unfollow')}
        onChat={() => setProfile(false)}
        onBack={() => (person.follows ? setProfile(false) : onHome())}
      />
    )
  }
  return (
    <>
      <ChatHeader
        name={accountName}
        typing={person.typingUntil > now}
        unread={unread}
        onBack={onHome}
        onMore={() => setProfile(true)}
      />
      <Chat
        person={person}
        accountName={accountName}
        kf={state.account?.kf ?? []}
        log={log}
        faces={state.faces}
        now={now}
      />
      <Composer
        personId={person.id}
        faces={state.faces}
        menu={state.account?.menu ?? null}
        onMenu={onMenu}
        onScan={onScan}
      />
    </>
  )
}
