import type { ReactNode } from 'react'
import { ConnectTestPage } from '../features/phone/ConnectTestPage.tsx'
import { InvitePage } from '../features/phone/InvitePage.tsx'
import { LoginConfirmPage } from '../features/phone/LoginConfirmPage.tsx'
import { StoppedPage } from '../features/phone/StoppedPage.tsx'

/** The pages below `/m/`, opened in WeChat's browser: by path, and the rest of it. */
const pages: readonly (readonly [prefix: string, page: (rest: string) => ReactNode])[] = [
  ['/m/login/', (ticket) => <LoginConfirmPage ticket={ticket} />],
  ['/m/invite/', (token) => <InvitePage token={token} />],
  ['/m/connect/', (account) => <ConnectTestPage account={account} />],
  ['/m/stopped/', (reason) => <StoppedPage reason={reason} />],
]

/** One page per opening: nothing leads from one to the other. */
export function PhoneApp() {
  const path = location.pathname
  for (const [prefix, page] of pages) if (path.startsWith(prefix)) return page(path.slice(prefix.length))
  return <StoppedPage reason="unknown" />
}
