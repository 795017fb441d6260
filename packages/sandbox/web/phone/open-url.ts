import { createContext, useContext } from 'react'

/** Opens an address in this phone's in-app browser, as a tap on a link in WeChat does. */
export const OpenUrlContext = createContext<(url: string) => void>(() => undefined)

export function useOpenUrl(): (url: string) => void {
  return useContext(OpenUrlContext)
}
