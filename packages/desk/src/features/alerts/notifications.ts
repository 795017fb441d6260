const shown = new Map<string, Notification>()

export interface DeskNotification {
  readonly openid: string
  readonly title: string
  readonly body: string
  readonly onClick: () => void
}

/** One notification per customer: a new one takes the place of the old. */
export function notify({ openid, title, body, onClick }: DeskNotification): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  try {
    const notification = new Notification(title, {
      body,
      tag: `duokefu-${openid}`,
      icon: '/favicon.svg',
      silent: true,
    })
    shown.set(openid, notification)
    notification.onclick = () => {
      window.focus()
      notification.close()
      onClick()
    }
  } catch {
    // Android's browsers allow notifications from service workers only.
  }
}

/** Takes them back when the page is looked at again. */
export function clearNotifications(): void {
  for (const notification of shown.values()) notification.close()
  shown.clear()
}
