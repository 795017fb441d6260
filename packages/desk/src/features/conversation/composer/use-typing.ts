import { useEffect, useRef } from 'react'
import { useConnection, useDeskStore } from '../../../realtime/hooks.ts'
import { requestJson } from '../../../realtime/http.ts'
import { usePreference } from '../../../ui/preferences.ts'

/** WeChat shows 「对方正在输入…」 for 15 s. */
const againAfterMs = 12_000

/** Tells the fan that the agent writes: at the first letter and now and then, never for an empty editor. */
export function useTyping(openid: string, text: string): void {
  const { api } = useDeskStore()
  const online = useConnection().status === 'online'
  const [on] = usePreference('typing')
  const told = useRef({ at: Number.NEGATIVE_INFINITY, text })

  useEffect(() => {
    const { current } = told
    const typed = text.length > current.text.length
    current.text = text
    if (text.trim() === '') {
      // What was sent ended it: the next letter says it anew.
      current.at = Number.NEGATIVE_INFINITY
      return
    }
    const now = performance.now()
    if (on === 'off' || !online || !typed || now - current.at < againAfterMs) return
    current.at = now
    const account = encodeURIComponent(api.accountId)
    void requestJson(
      `/api/accounts/${account}/conversations/${encodeURIComponent(openid)}/typing`,
      'POST',
      {},
    ).catch(() => {
      // A courtesy: nobody misses it.
    })
  }, [text, api, openid, online, on])
}
