import type { TFunction } from 'i18next'

/** 48 秒, 3 分 05 秒, 1 小时 05 分; a dash when nothing was measured. */
export function durationWords(t: TFunction<'stats'>, seconds: number | null): string {
  if (seconds === null) return t('duration.none')
  const two = (value: number) => String(value).padStart(2, '0')
  if (seconds < 60) return t('duration.seconds', { s: seconds })
  if (seconds < 3600) return t('duration.minutes', { m: Math.floor(seconds / 60), s: two(seconds % 60) })
  return t('duration.hours', { h: Math.floor(seconds / 3600), m: two(Math.floor((seconds % 3600) / 60)) })
}
