import { useCallback, useEffect, useState } from 'react'
import { api, type Entry, type Fan, type MenuEntry, type MenuPlace } from '../api.ts'
import { markSeen, type State } from '../store.ts'
import { useNow } from '../time.ts'
import { AccountChat } from './AccountChat.tsx'
import { Home } from './Home.tsx'
import { InAppBrowser } from './InAppBrowser.tsx'
import { InvitationPage } from './InvitationPage.tsx'
import { Notices } from './Notices.tsx'
import { OpenUrlContext } from './open-url.ts'
import { Scan } from './Scan.tsx'
import { StatusBar } from './StatusBar.tsx'

type PhoneProps = { state: State; person: Fan; accountName: string; log: Entry[]; onPeople: () => void }
/** What is under the in-app browser. */
type View = 'home' | 'chat' | 'notices'
/** What covers it. */
type Cover =
  | { at: 'page'; url: string }
  | { at: 'invitation'; id: string }
  /** `forMenu`: an entry of the account's menu asked for it, and its account hears what was scanned. */
  | { at: 'scan'; forMenu: { entry: MenuEntry; place: MenuPlace } | null }
  | null

/** A QR code with a scene of the account, as it stands on the shop's counter. */
const SAMPLE_SCENE = 'counter-8'
/** What that code says to whoever reads it without following it. */
const SAMPLE_ADDRESS = 'https://shop.example.com/counter/8'

/** Somebody's phone: a fan's opens at the chat with the account, a staff member's at the home page. */
export function Phone({ state, person, accountName, log, onPeople }: PhoneProps) {
  const now = useNow()
  const [view, setView] = useState<View>(person.kind === 'staff' ? 'home' : 'chat')
  const [cover, setCover] = useState<Cover>(null)
  const notices = state.notices[person.id] ?? []
  const lastSeq = log.at(-1)?.seq ?? 0
  const { id } = person

  const openUrl = useCallback((url: string) => setCover({ at: 'page', url }), [])
  const handleScan = useCallback(
    async (url: string) => {
      const scanned = await api.scan(id, url)
      if (scanned.kind === 'page') return openUrl(scanned.url)
      setCover(null)
      setView('chat')
    },
    [id, openUrl],
  )

  useEffect(() => {
    if (view === 'chat') markSeen(id, lastSeq)
  }, [id, lastSeq, view])
  useEffect(() => {
    const { scan, open } = takeQuery()
    if (scan !== null) void handleScan(scan)
    else if (open !== null) openUrl(open)
  }, [handleScan, openUrl])

  function handleMenu(entry: MenuEntry, place: MenuPlace) {
    if (entry.type === 'scancode_push' || entry.type === 'scancode_waitmsg') {
      return setCover({ at: 'scan', forMenu: { entry, place } })
    }
    void api.tapMenu(id, place)
    if (entry.type === 'view') openUrl(entry.url)
  }
  /** What was scanned goes to the account; `scancode_push` opens it as well. */
  function handleFound(url: string) {
    const asked = cover?.at === 'scan' ? cover.forMenu : null
    if (asked === null) return void handleScan(url)
    void api.tapMenu(id, asked.place, url)
    if (asked.entry.type === 'scancode_push') openUrl(url)
    else setCover(null)
  }
  function handleSample() {
    if (cover?.at === 'scan' && cover.forMenu !== null) return handleFound(SAMPLE_ADDRESS)
    setCover(null)
    setView('chat')
    void api.act(id, 'scan', { scene: SAMPLE_SCENE })
  }

  const invitation = cover?.at === 'invitation' ? notices.find((notice) => notice.id === cover.id) : undefined
  const close = () => setCover(null)
  return (
    <OpenUrlContext value={openUrl}>
      <div className="phone">
        <StatusBar now={now} />
        {view === 'home' ? (
          <Home
            state={state}
            person={person}
            accountName={accountName}
            onChat={() => setView('chat')}
            onNotices={() => setView('notices')}
            onScan={() => setCover({ at: 'scan', forMenu: null })}
            onPeople={onPeople}
          />
        ) : view === 'notices' ? (
          <Notices
            personId={id}
            notices={notices}
            now={now}
            onInvitation={(notice) => setCover({ at: 'invitation', id: notice })}
            onBack={() => setView('home')}
          />
        ) : (
          <AccountChat
            state={state}
            person={person}
            accountName={accountName}
            log={log}
            now={now}
            onMenu={handleMenu}
            onScan={() => setCover({ at: 'scan', forMenu: null })}
            onHome={() => setView('home')}
          />
        )}
        {cover?.at === 'scan' ? <Scan onFound={handleFound} onSample={handleSample} onClose={close} /> : null}
        {cover?.at === 'page' ? (
          <InAppBrowser key={cover.url} person={person} url={cover.url} onClose={close} />
        ) : null}
        {invitation === undefined ? null : (
          <InvitationPage personId={id} notice={invitation} onClose={close} />
        )}
        <span className="home-bar" aria-hidden />
      </div>
    </OpenUrlContext>
  )
}

/** `?scan=` and `?open=` are acts: done once, then gone from the address. */
function takeQuery(): { scan: string | null; open: string | null } {
  const query = new URLSearchParams(location.search)
  const webAddress = (name: string) => {
    const value = query.get(name)
    return value !== null && /^https?:\/\//.test(value) && URL.canParse(value) ? value : null
  }
  const taken = { scan: webAddress('scan'), open: webAddress('open') }
  if (location.search !== '') history.replaceState(null, '', location.pathname)
  return taken
}
