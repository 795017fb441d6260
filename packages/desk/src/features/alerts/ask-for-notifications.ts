import { readPreference, writePreference } from '../../ui/preferences.ts'
import { toast } from '../../ui/toast.ts'
import { phone } from '../../ui/use-media.ts'

/** Once in a browser, after the first acceptance: an offer, not a question of the browser's; phones can't show them. */
export function askForNotifications(sentence: string, act: string): void {
  if (typeof Notification === 'undefined' || window.matchMedia(phone).matches) return
  if (readPreference('notifications') !== 'unasked') return
  writePreference('notifications', 'off')
  toast.show({ text: sentence, showMs: 10_000, action: { text: act, run: () => void allowNotifications() } })
}

/** Asks the browser, and remembers the answer. True when notifications are on. */
export async function allowNotifications(): Promise<boolean> {
  const granted = (await Notification.requestPermission()) === 'granted'
  writePreference('notifications', granted ? 'on' : 'off')
  return granted
}
