import { useCallback, useEffect, useRef, useState } from 'react'
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router'
import { ConversationPane } from '../features/conversation/ConversationPane.tsx'
import { NothingSelected } from '../features/conversation/NothingSelected.tsx'
import { ListsColumn } from '../features/conversations/ListsColumn.tsx'
import { type ListTab, listTabs } from '../features/conversations/list-order.ts'
import { useListView } from '../features/conversations/use-list-view.ts'
import { useDeskStore } from '../realtime/hooks.ts'
import { nextUnanswered } from '../realtime/next-unanswered.ts'
import { useShortcut } from '../ui/shortcuts.ts'
import { narrow, phone, useMedia } from '../ui/use-media.ts'
import { Columns } from './Columns.tsx'
import { SidePanel, useSideKeys } from './SidePanel.tsx'
import { type SideTab, sideTabOf } from './side-panels.ts'
import { useConversationActs } from './use-conversation-acts.ts'
import { useDeskKeys } from './use-desk-keys.ts'

function isListTab(text: string | undefined): text is ListTab {
  return listTabs.some((tab) => tab === text)
}

/** The three columns: who, what they said, what is known of them. */
export function DeskPage() {
  const { accountId = '', tab, openid } = useParams()
  if (!isListTab(tab)) return <Navigate to={`/desk/${accountId}`} replace />
  return <Desk accountId={accountId} tab={tab} openid={openid ?? null} />
}

/** `at` of the address: the `seq` of a record, below 1 for imported ones. */
function seqOf(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : null
}

interface DeskProps {
  accountId: string
  tab: ListTab
  openid: string | null
}

function Desk({ accountId, tab, openid }: DeskProps) {
  const store = useDeskStore()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const small = useMedia(phone)
  const drawer = useMedia(narrow)
  const view = useListView(tab, openid)
  const [focusRequest, setFocusRequest] = useState(0)

  // The chosen side tab goes along to the next customer; a drawer does not.
  const panel = drawer ? null : search.get('panel')
  const hrefOf = useCallback(
    (target: string | null, list: ListTab) =>
      `/desk/${accountId}/${list}${target === null ? '' : `/${encodeURIComponent(target)}`}${panel === null ? '' : `?panel=${panel}`}`,
    [accountId, panel],
  )
  const focusComposer = useCallback(() => setFocusRequest((count) => count + 1), [])
  const open = useCallback(
    (target: string | null, list: ListTab) => {
      void navigate(hrefOf(target, list), { replace: target === null })
      if (target !== null) focusComposer()
    },
    [navigate, hrefOf, focusComposer],
  )
  const onServed = useCallback((target: string) => open(target, 'serving'), [open])
  const acts = useConversationActs(onServed)
  const shown = useRef(openid)
  shown.current = openid
  const handleEnded = useCallback(
    (ended: string) => {
      // Whoever has gone elsewhere before the answer came stays there.
      if (shown.current !== ended) return
      const { desk } = store.getSnapshot()
      open(desk === null ? null : nextUnanswered(desk, ended), 'serving')
    },
    [store, open],
  )
  useDeskKeys({ tab, openid, order: view.held.order, open, accept: acts.accept, focusComposer })

  // A click or Enter on a row opens it by its address: writing can begin at once.
  useEffect(() => {
    if (openid !== null) focusComposer()
  }, [openid, focusComposer])

  const sideTab = sideTabOf(search.get('panel'), drawer ? null : 'customer')
  const showSide = useCallback(
    (tab: SideTab | null) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before)
          const value = tab ?? 'closed'
          // What is shown anyway needs no word in the address.
          if (value === (drawer ? 'closed' : 'customer')) next.delete('panel')
          else next.set('panel', value)
          return next
        },
        { replace: true },
      )
    },
    [setSearch, drawer],
  )
  const togglePanel = useCallback(() => showSide(sideTab === null ? 'customer' : null), [showSide, sideTab])
  useSideKeys(showSide)
  // The open panel takes the key first.
  useShortcut({ code: 'KeyF', ctrl: true }, () => {
    if (openid === null) return false
    const next = new URLSearchParams(search)
    next.set('panel', 'records')
    setSearch(next, { replace: true, state: { find: true } })
    return true
  })

  const at = seqOf(search.get('at'))
  const toNewest = useCallback(() => {
    if (search.get('at') === null && openid !== null) store.openThread(openid)
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        next.delete('at')
        return next
      },
      { replace: true },
    )
  }, [setSearch, search, store, openid])

  return (
    <Columns
      list={
        <ListsColumn
          view={view}
          tab={tab}
          selected={openid}
          accepting={acts.accepting}
          hrefOf={(target) => hrefOf(target, tab)}
          onTab={(list) => open(null, list)}
          onAccept={acts.accept}
        />
      }
      conversation={
        openid === null ? (
          <NothingSelected />
        ) : (
          <ConversationPane
            key={openid}
            openid={openid}
            focusRequest={small ? 0 : focusRequest}
            onBack={small ? () => open(null, tab) : null}
            onAccept={acts.accept}
            onReopen={acts.reopen}
            onEnded={handleEnded}
            onRegained={onServed}
            at={at}
            onToNewest={toNewest}
            onShowRecords={() => showSide('records')}
            onLeave={() => open(null, tab)}
            panelOpen={sideTab !== null}
            onTogglePanel={togglePanel}
          />
        )
      }
      panel={
        openid === null || sideTab === null ? null : (
          <SidePanel openid={openid} tab={sideTab} onTab={showSide} onClose={drawer ? togglePanel : null} />
        )
      }
      onClosePanel={togglePanel}
      chosen={openid !== null}
    />
  )
}
