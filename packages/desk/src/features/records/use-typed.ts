import { useEffect, useState } from 'react'

const restMs = 250

/** What was typed, once the typing has rested; an empty field counts at once. */
export function useTyped(text: string): string {
  const [typed, setTyped] = useState(text)
  useEffect(() => {
    if (text === '') {
      setTyped('')
      return
    }
    const timer = window.setTimeout(() => setTyped(text), restMs)
    return () => window.clearTimeout(timer)
  }, [text])
  return text === '' ? '' : typed
}
