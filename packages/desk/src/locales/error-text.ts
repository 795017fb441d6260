import type { ErrorCode } from '@duokefu/contract'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type words from './zh-CN/error.json'

/** Every code; nothing at all as soon as one of them has no sentence, so that it does not compile. */
type WordedCode = ErrorCode extends keyof typeof words ? ErrorCode : never

/** What a sentence needs of an error; `ApiError` and a pending reply's error have it. */
export interface ErrorFacts {
  readonly code: WordedCode
  readonly count: number | null
}

/** The sentence for an error; `name` is the agent whom it names, null when nobody is known. */
export function useErrorText(): (error: ErrorFacts, name?: string | null) => string {
  const { t, i18n } = useTranslation('error')
  return useCallback(
    ({ code, count }, name = null) => {
      const nameless = `${code}_nobody`
      const key = name === null && i18n.exists(`error:${nameless}`) ? nameless : code
      return t(key, { name, total: count })
    },
    [t, i18n],
  )
}
