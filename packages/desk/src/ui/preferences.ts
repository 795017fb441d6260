import { useCallback, useSyncExternalStore } from 'react'

/** What one browser remembers, with what it starts from. `first-paint.js` reads three of them. */
const defaults = {
  theme: 'system' as 'system' | 'light' | 'dark',
  density: 'standard' as 'standard' | 'compact',
  language: 'zh-CN' as 'zh-CN' | 'en',
  shortcuts: 'on' as 'on' | 'off',
  sendKey: 'enter' as 'enter' | 'ctrlEnter',
  typing: 'on' as 'on' | 'off',
  sound: 'on' as 'on' | 'off',
  volume: '70',
  /** 免打扰: no alerts before this time, ms since 1970 by this computer's clock. */
  quietUntil: '0',
  notifications: 'unasked' as 'unasked' | 'on' | 'off',
  notificationText: 'shown' as 'shown' | 'hidden',
  /** Minutes before WeChat's window closes that an alarm is given; 0 = none. */
  windowAlarm: '60' as '0' | '30' | '60' | '120',
  /** Which account the login page last showed. */
  loginAccount: '',
  voiceSpeed: '1' as '1' | '1.5' | '2',
  listWidth: '',
  panelWidth: '',
}

export type Preferences = typeof defaults
export type PreferenceName = keyof Preferences

const PREFIX = 'duokefu.'
const listeners = new Set<() => void>()

function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

export function readPreference<K extends PreferenceName>(name: K): Preferences[K] {
  const kept = storage()?.getItem(PREFIX + name)
  return kept === null || kept === undefined ? defaults[name] : (kept as Preferences[K])
}

export function writePreference<K extends PreferenceName>(name: K, value: Preferences[K]): void {
  storage()?.setItem(PREFIX + name, value)
  tell()
}

/** A remembered choice and how to change it; another tab's change is seen too. */
export function usePreference<K extends PreferenceName>(
  name: K,
): readonly [Preferences[K], (value: Preferences[K]) => void] {
  const value = useSyncExternalStore(subscribePreferences, () => readPreference(name))
  const change = useCallback((next: Preferences[K]) => writePreference(name, next), [name])
  return [value, change]
}

/** Hears of every change, of other tabs too. */
export function subscribePreferences(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', tell)
  }
}

function tell(): void {
  for (const listener of [...listeners]) listener()
}
