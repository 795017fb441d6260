import type { ReactNode } from 'react'
import { useOpenUrl } from './open-url.ts'

type WebLinkProps = { href: string; className?: string; children: ReactNode }

/** A link in WeChat: opens in the phone's own browser, or elsewhere when asked to with the keyboard. */
export function WebLink({ href, className, children }: WebLinkProps) {
  const openUrl = useOpenUrl()
  return (
    <a
      href={href}
      className={className}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        openUrl(href)
      }}
    >
      {children}
    </a>
  )
}
