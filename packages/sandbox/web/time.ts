import { useEffect, useState } from 'react'
import type { Language, Say } from './words.ts'

const two = (n: number) => String(n).padStart(2, '0')

/** 14:03, as on the phone's own clock. */
export function clockOf(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A chat's grey time line: 14:03, 昨天 14:03, 10-03 14:03; also for a time to come. */
export function dayAndClockOf(at: number, now: number, say: Say): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  if (at >= midnight && at < midnight + 86_400_000) return clockOf(at)
  if (at < midnight && at >= midnight - 86_400_000) return `${say('yesterday')} ${clockOf(at)}`
  const date = new Date(at)
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockOf(at)}`
}

/** 0:52, 41 小时, 1 小时 05 分. */
export function spanOf(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours === 0) return `${minutes}:${two(seconds % 60)}`
  if (hours >= 10) return language === 'zh' ? `${hours} 小时` : `${hours} h`
  return language === 'zh' ? `${hours} 小时 ${two(minutes)} 分` : `${hours} h ${two(minutes)}`
}

/** The time, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
