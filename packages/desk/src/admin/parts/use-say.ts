import { App } from 'antd'
import { useMemo } from 'react'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'

/** One line at the top of the page: what was done, or why it was not. */
export function useSay(): { done(text: string): void; failed(thrown: unknown): void } {
  const { message } = App.useApp()
  const errorText = useErrorText()
  return useMemo(
    () => ({
      done: (text) => void message.success(text),
      failed: (thrown) => void message.error(errorText(asApiError(thrown))),
    }),
    [message, errorText],
  )
}
