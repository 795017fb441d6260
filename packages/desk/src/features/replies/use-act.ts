import { useCallback, useState } from 'react'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { toast } from '../../ui/toast.ts'

/** Runs a change and says what went wrong; true = done. */
export function useAct(): {
  readonly busy: boolean
  readonly act: (run: () => Promise<unknown>) => Promise<boolean>
} {
  const errorText = useErrorText()
  const [running, setRunning] = useState(0)
  const act = useCallback(
    async (run: () => Promise<unknown>) => {
      setRunning((count) => count + 1)
      try {
        await run()
        return true
      } catch (thrown) {
        toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
        return false
      } finally {
        setRunning((count) => count - 1)
      }
    },
    [errorText],
  )
  return { busy: running > 0, act }
}
