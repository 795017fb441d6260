/** How this page was opened. */
export interface Arrival {
  /** WeChat has just said who holds the phone, and sent the browser back here. */
  readonly arrived: boolean
  /** The one-time token of a link in the account's chat. */
  readonly token: string | null
}

/**
 * Reads it from the fragment, once, and takes the fragment away: a page that is opened again (a link shared from the
 * address, another phone's scan) asks WeChat anew.
 */
function takeArrival(): Arrival {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(null, '', location.pathname + location.search)
  const token = /^phone=([\w-]{43})$/.exec(fragment)?.[1] ?? null
  return { arrived: fragment === 'wechat', token }
}

export const arrival = takeArrival()
