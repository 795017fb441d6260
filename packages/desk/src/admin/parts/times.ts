/** 「今天 14:02」「昨天 14:02」, else 「10-03 14:02」, of another year with it. Words of `admin:time`. */
export function timeWords(
  at: number,
  now: number,
  t: (key: string, values: Record<string, string>) => string,
): string {
  const then = new Date(at)
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
  if (days === 0) return t('time.today', { clock })
  if (days === 1) return t('time.yesterday', { clock })
  const date = `${two(then.getMonth() + 1)}-${two(then.getDate())}`
  const isThisYear = then.getFullYear() === new Date(now).getFullYear()
  return `${isThisYear ? date : `${then.getFullYear()}-${date}`} ${clock}`
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
