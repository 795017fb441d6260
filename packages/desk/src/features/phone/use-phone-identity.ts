import type { PhoneIdentityAnswer } from '@duokefu/contract'
import { useEffect, useRef, useState } from 'react'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { request } from '../../realtime/http.ts'
import { arrival } from './arrival.ts'

/** `not_wechat`: nobody can say who holds this phone, since the page isn't open in WeChat or the account can't ask. */
export type PhoneIdentity = 'asking' | 'known' | 'not_wechat' | ApiError

/** Makes the phone's owner known to the server; leaves the page for WeChat's authorization once when it must. */
export function usePhoneIdentity(account: string | null): PhoneIdentity {
  const [identity, setIdentity] = useState<PhoneIdentity>('asking')
  /** Once per page: a second question would make the first one's state worthless. */
  const asked = useRef(false)

  useEffect(() => {
    if (account === null || asked.current) return
    asked.current = true
    const query = new URLSearchParams({
      account,
      return: location.pathname,
      arrived: String(arrival.arrived),
    })
    request(`/api/phone/identity?${query}`).then(
      (answer) => {
        const { known, authorizeUrl } = answer as PhoneIdentityAnswer
        if (known) setIdentity('known')
        else if (authorizeUrl === null || arrival.arrived) setIdentity('not_wechat')
        else location.replace(authorizeUrl)
      },
      (thrown: unknown) => setIdentity(asApiError(thrown)),
    )
  }, [account])

  return identity
}
