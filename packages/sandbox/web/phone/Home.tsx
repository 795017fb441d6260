import { CirclePlus, MessageCircle, ScanLine, UserRound, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Fan } from '../api.ts'
import { AccountAvatar } from '../people/Avatar.tsx'
import { previewOf } from '../people/preview.ts'
import type { State } from '../store.ts'
import { clockOf } from '../time.ts'
import { useWords } from '../words.ts'
import { Me } from './Me.tsx'
import { PageHeader } from './PageHeader.tsx'
import { ServiceIcon } from './ServiceIcon.tsx'

type HomeProps = {
  state: State
  person: Fan
  accountName: string
  onChat: () => void
  onNotices: () => void
  onScan: () => void
  onPeople: () => void
}

/** WeChat itself: the chats, and who this is. */
export function Home({ state, person, accountName, onChat, onNotices, onScan, onPeople }: HomeProps) {
  const { say } = useWords()
  const [tab, setTab] = useState<'chats' | 'me'>('chats')
  const [menu, setMenu] = useState(false)
  const notices = state.notices[person.id] ?? []
  const last = notices.at(-1) ?? null
  const unread = Math.max(0, (person.last?.seq ?? 0) - (state.seen[person.id] ?? 0))
  const newNotices = Math.max(0, notices.length - (state.seenNotices[person.id] ?? 0))

  return (
    <>
      <PageHeader title={say(tab === 'me' ? 'me' : 'wechat')}>
        <button
          type="button"
          className="chat-more"
          aria-label={say('moreActions')}
          aria-expanded={menu}
          onClick={() => setMenu(!menu)}
        >
          <CirclePlus size={23} strokeWidth={1.75} aria-hidden />
        </button>
      </PageHeader>
      {menu ? (
        <div className="home-menu">
          <button
            type="button"
            onClick={() => {
              setMenu(false)
              onScan()
            }}
          >
            <ScanLine size={20} aria-hidden />
            {say('scan')}
          </button>
          <button type="button" className="only-drawer" onClick={onPeople}>
            <Users size={20} aria-hidden />
            {say('people')}
          </button>
        </div>
      ) : null}
      {tab === 'me' ? (
        <Me person={person} />
      ) : (
        <ul className="home-list">
          <ChatRow
            picture={<AccountAvatar size={48} />}
            name={accountName}
            text={person.follows ? previewOf(person.last, accountName, say) : say('unfollowed')}
            at={person.last?.at ?? null}
            unread={unread}
            onOpen={onChat}
          />
          <ChatRow
            picture={<ServiceIcon size={48} />}
            name={say('services')}
            text={
              last === null
                ? say('servicesEmpty')
                : last.body.type === 'template'
                  ? last.body.title
                  : say('invitationText', { account: last.accountName })
            }
            at={last?.at ?? null}
            unread={newNotices}
            onOpen={onNotices}
          />
        </ul>
      )}
      <nav className="tab-bar">
        <button type="button" aria-current={tab === 'chats' || undefined} onClick={() => setTab('chats')}>
          <MessageCircle size={24} strokeWidth={1.75} aria-hidden />
          {say('wechat')}
        </button>
        <button type="button" aria-current={tab === 'me' || undefined} onClick={() => setTab('me')}>
          <UserRound size={24} strokeWidth={1.75} aria-hidden />
          {say('me')}
        </button>
      </nav>
    </>
  )
}

type ChatRowProps = {
  picture: ReactNode
  name: string
  text: string
  at: number | null
  unread: number
  onOpen: () => void
}

function ChatRow({ picture, name, text, at, unread, onOpen }: ChatRowProps) {
  return (
    <li>
      <button type="button" className="home-row" onClick={onOpen}>
        <span className="person-picture">
          {picture}
          {unread > 0 ? <span className="unread">{unread > 99 ? '99+' : unread}</span> : null}
        </span>
        <span className="home-row-text">
          <span className="person-line">
            <span className="home-name">{name}</span>
            {at === null ? null : <time className="person-time">{clockOf(at)}</time>}
          </span>
          <span className="person-last">{text}</span>
        </span>
      </button>
    </li>
  )
}
