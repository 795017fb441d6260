import { useTranslation } from 'react-i18next'
import { timeWords } from '../parts/times.ts'

/** 「今天 14:02」 of a time in ms; within a minute 「14:02:05」, since a next try is seconds away. */
export function useMoment(): (at: number) => string {
  const { t } = useTranslation('admin')
  return (at) => {
    const now = Date.now()
    if (Math.abs(at - now) >= 60_000) return timeWords(at, now, t)
    return new Date(at).toLocaleTimeString('en-GB')
  }
}
