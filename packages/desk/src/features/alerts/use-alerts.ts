import type { DeskState } from '@duokefu/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore } from '../../realtime/hooks.ts'
import { readPreference } from '../../ui/preferences.ts'
import { type Alert, alertsBetween, type Eyes, repeatsDue, soundOf } from './alert-rules.ts'
import { closingSoon, SESSION_ALARM_MS } from './closing-soon.ts'
import { clearNotifications, notify } from './notifications.ts'
import { createSoundingTab } from './sounding-tab.ts'
import { playSound } from './sounds.ts'
import { showTitleBadge } from './title-badge.ts'

/** One sound in this time, whatever happens. */
const QUIET_MS = 3_000
const LOOK_EVERY_MS = 5_000

export interface AlertsOptions {
  accountName: string
  /** Mine without an answer: the number in the title. */
  unanswered: number
  /** The conversation on the screen. */
  shown: string | null
  onOpen: (openid: string) => void
}

export interface Alerts {
  soundBlocked: boolean
  unblockSound: () => void
}

/** Sound, title and desktop notifications for what this agent doesn't see. */
export function useAlerts({ accountName, unanswered, shown, onOpen }: AlertsOptions): Alerts {
  const { t } = useTranslation('shell')
  const store = useDeskStore()
  const [soundBlocked, setSoundBlocked] = useState(false)
  const latest = useRef({ shown, onOpen, t })
  latest.current = { shown, onOpen, t }

  useEffect(() => showTitleBadge(accountName, unanswered), [accountName, unanswered])
  const product = t('product')
  // Nobody's customers are counted on the login page.
  useEffect(() => () => showTitleBadge(product, 0), [product])

  useEffect(() => {
    const tab = createSoundingTab()
    let before = store.getSnapshot().desk
    let soundedAt = Number.NEGATIVE_INFINITY
    let lookedAt = store.clock.now()
    const eyes = (): Eyes => ({ shown: latest.current.shown, pageVisible: !document.hidden })

    function raise(alerts: readonly Alert[], desk: DeskState): void {
      const kind = soundOf(alerts)
      if (kind === null || Date.now() < Number(readPreference('quietUntil'))) return
      if (readPreference('sound') === 'on' && tab.mine() && performance.now() - soundedAt >= QUIET_MS) {
        soundedAt = performance.now()
        setSoundBlocked(!playSound(kind, Number(readPreference('volume')) / 100))
      }
      if (document.hidden && readPreference('notifications') === 'on') {
        for (const alert of alerts) notify(wordsOf(alert, desk, latest.current.t, latest.current.onOpen))
      }
    }

    const stopListening = store.subscribe(() => {
      const { desk } = store.getSnapshot()
      if (desk === null || before === null || desk === before) {
        before = desk
        return
      }
      const alerts = desk.conversations === before.conversations ? [] : alertsBetween(before, desk, eyes())
      before = desk
      raise(alerts, desk)
    })
    const timer = window.setInterval(() => {
      const { desk } = store.getSnapshot()
      const now = store.clock.now()
      const sinceMs = now - lookedAt
      if (desk !== null) {
        const closing = closingSoon(desk, eyes(), { now, sinceMs, windowAlarmMs: windowAlarmMs() })
        raise([...closing, ...repeatsDue(desk, eyes(), now, sinceMs)], desk)
      }
      lookedAt = now
    }, LOOK_EVERY_MS)
    const lookAgain = () => {
      if (!document.hidden) clearNotifications()
    }
    document.addEventListener('visibilitychange', lookAgain)
    return () => {
      stopListening()
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', lookAgain)
      tab.release()
    }
  }, [store])

  // Any click or key lets the sound out; the hint has done its work then.
  useEffect(() => {
    if (!soundBlocked) return
    const unblock = () => setSoundBlocked(false)
    window.addEventListener('pointerup', unblock)
    window.addEventListener('keyup', unblock)
    return () => {
      window.removeEventListener('pointerup', unblock)
      window.removeEventListener('keyup', unblock)
    }
  }, [soundBlocked])

  const unblockSound = useCallback(() => {
    setSoundBlocked(!playSound('message', Number(readPreference('volume')) / 100))
  }, [])
  return { soundBlocked, unblockSound }
}

const windowAlarmMs = () => Number(readPreference('windowAlarm')) * 60_000

function wordsOf(
  alert: Alert,
  desk: DeskState,
  t: ReturnType<typeof useTranslation<'shell'>>['t'],
  onOpen: (openid: string) => void,
): Parameters<typeof notify>[0] {
  const row = desk.conversations.get(alert.openid)
  const name = row?.remark ?? row?.alias ?? ''
  const hidden = readPreference('notificationText') === 'hidden'
  return {
    openid: alert.openid,
    title: hidden ? desk.account.name : titleOf(alert, name, t),
    body: hidden ? t(isClosing(alert) ? 'notify.closing' : 'notify.hidden') : (row?.last?.text ?? ''),
    onClick: () => onOpen(alert.openid),
  }
}

const isClosing = ({ kind }: Alert) => kind === 'window' || kind === 'session'

function titleOf({ kind }: Alert, name: string, t: ReturnType<typeof useTranslation<'shell'>>['t']): string {
  switch (kind) {
    case 'message':
      return name
    case 'queue':
    case 'transfer':
      return t('notify.waiting', { name })
    case 'window':
      return t('notify.window', { name, minutes: windowAlarmMs() / 60_000 })
    case 'session':
      return t('notify.session', { name, minutes: SESSION_ALARM_MS / 60_000 })
  }
}
