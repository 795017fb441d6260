import bowser from 'bowser'

/** Browser and system as people call them; null where the User-Agent doesn't say. */
export interface BrowserWords {
  readonly browser: string | null
  readonly system: string | null
}

/** What a User-Agent says of itself: 「Chrome」, 「Windows」. */
export function browserWords(userAgent: string | null): BrowserWords {
  if (userAgent === null || userAgent.trim() === '') return { browser: null, system: null }
  const parsed = bowser.parse(userAgent)
  return { browser: parsed.browser.name || null, system: parsed.os.name || null }
}
