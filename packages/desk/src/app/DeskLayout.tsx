import { Tooltip } from '@base-ui/react/tooltip'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useMatch, useNavigate, useParams } from 'react-router'
import { useAlerts } from '../features/alerts/use-alerts.ts'
import { useNews } from '../features/alerts/use-news.ts'
import { LoginEnded, prepareLoginEnded } from '../features/shell/LoginEnded.tsx'
import { Rail } from '../features/shell/Rail.tsx'
import { Strips, UnsentStrip } from '../features/shell/Strips.tsx'
import { TopBar } from '../features/shell/TopBar.tsx'
import { createApi, loginApi } from '../realtime/api.ts'
import { createDeskStore } from '../realtime/desk-store.ts'
import { DeskStoreContext, useDesk, useDeskStore } from '../realtime/hooks.ts'
import { openBrowserSocket } from '../realtime/socket.ts'
import { prepareDialogs } from '../ui/Dialog.tsx'
import { focusRegion } from '../ui/regions.ts'
import { useShortcut } from '../ui/shortcuts.ts'
import { Toaster } from '../ui/Toast.tsx'
import { phone, useMedia } from '../ui/use-media.ts'
import { DeskGate } from './DeskGate.tsx'
import styles from './DeskLayout.module.css'
import { useSession } from './session.tsx'
import { useUnansweredCount } from './use-unanswered-count.ts'

const FindDialog = lazy(async () => {
  const { FindDialog: Dialog, findWords } = await import('./find-dialog.ts')
  await findWords
  return { default: Dialog }
})

// Opened now and then: fetched with the first use.
const LogoutDialog = lazy(async () => ({
  default: (await import('../features/shell/LogoutDialog.tsx')).LogoutDialog,
}))
const ShortcutSheet = lazy(async () => ({
  default: (await import('../features/shell/ShortcutSheet.tsx')).ShortcutSheet,
}))

/** By then the desk is drawn and nobody waits for the network. */
const idleAfterMs = 3_000

/** One account's desk: its store, and the frame around every page of it. */
export function DeskLayout() {
  const { accountId = '' } = useParams()
  const { state } = useSession()
  const store = useMemo(
    () => createDeskStore(createApi(accountId), openBrowserSocket(accountId)),
    [accountId],
  )

  useEffect(() => {
    const probe = () => {
      if (!document.hidden) store.probe()
    }
    store.start()
    document.addEventListener('visibilitychange', probe)
    window.addEventListener('online', probe)
    return () => {
      document.removeEventListener('visibilitychange', probe)
      window.removeEventListener('online', probe)
      store.stop()
    }
  }, [store])

  if (state.status === 'out') return <Navigate to="/login" replace />
  return (
    <DeskStoreContext value={store}>
      <Tooltip.Provider>
        <DeskGate>
          <Frame key={accountId} />
        </DeskGate>
      </Tooltip.Provider>
    </DeskStoreContext>
  )
}

function Frame() {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const store = useDeskStore()
  const { state, forget } = useSession()
  const account = useDesk((desk) => desk.account)
  const small = useMedia(phone)
  const inAdmin = useMatch('/admin/:accountId/*') !== null
  const inSettings = useMatch('/desk/:accountId/me/*') !== null || inAdmin
  const conversation = useMatch('/desk/:accountId/:tab/:openid')
  // A page of the settings has an address of the same form.
  const shown = inSettings ? null : (conversation?.params.openid ?? null)
  const unanswered = useUnansweredCount()
  const serving = useDesk(({ agents, me }) => agents.get(me.agentId)?.serving ?? 0)
  const [sheetOpen, setSheetOpen] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const [finding, setFinding] = useState(false)
  const openServed = (openid: string) => void navigate(`/desk/${account.id}/serving/${openid}`)
  const alerts = useAlerts({ accountName: account.name, unanswered, shown, onOpen: openServed })
  useNews({ shown, onOpen: openServed })
  const session = state.status === 'in' ? state.session : null

  useEffect(() => {
    const timer = window.setTimeout(() => {
      prepareDialogs()
      prepareLoginEnded()
    }, idleAfterMs)
    return () => window.clearTimeout(timer)
  }, [])

  useShortcut({ code: 'F6' }, () => focusRegion(1))
  useShortcut({ code: 'F6', shift: true }, () => focusRegion(-1))
  useShortcut({ code: 'KeyK', ctrl: true }, () => setFinding((open) => !open))
  useShortcut({ code: 'Slash', ctrl: true }, () => setSheetOpen((open) => !open))

  async function logout(): Promise<void> {
    store.stop()
    // The cookie may be gone already; either way nobody is logged in here any more.
    await loginApi.logout().catch(() => {})
    forget()
    await navigate('/login')
  }
  const askLogout = () => (serving > 0 ? setLeaving(true) : void logout())

  return (
    <div className={styles.frame}>
      {small && !inSettings ? null : (
        <TopBar
          accounts={session?.accounts ?? []}
          soundBlocked={alerts.soundBlocked}
          onUnblockSound={alerts.unblockSound}
          onFind={() => setFinding(true)}
          onShortcuts={() => setSheetOpen(true)}
          onLogout={askLogout}
        />
      )}
      <Strips />
      <UnsentStrip onOpen={openServed} />
      <div className={styles.body}>
        {small ? null : <Places unanswered={unanswered} />}
        <div className={styles.main}>
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </div>
      </div>
      {small && shown === null ? <Places unanswered={unanswered} /> : null}
      <Suspense fallback={null}>
        {sheetOpen ? <ShortcutSheet open onOpenChange={setSheetOpen} /> : null}
        {leaving ? (
          <LogoutDialog
            open
            onOpenChange={setLeaving}
            serving={serving}
            onKeep={() => void logout()}
            onRelease={async () => {
              await store.api.release()
              await logout()
            }}
          />
        ) : null}
      </Suspense>
      {finding ? (
        <Suspense fallback={null}>
          <FindDialog open onOpenChange={setFinding} />
        </Suspense>
      ) : null}
      <LoginEnded />
      <Toaster label={t('toasts')} />
    </div>
  )
}

function Places({ unanswered }: { unanswered: number }) {
  const { state } = useSession()
  const accountId = useDesk((desk) => desk.account.id)
  const admin = useDesk(({ me }) => me.role !== 'agent')
  const sandboxUrl = state.status === 'in' ? state.session.sandboxUrl : null
  return (
    <Rail accountId={accountId} unanswered={unanswered} team={admin} admin={admin} sandboxUrl={sandboxUrl} />
  )
}
