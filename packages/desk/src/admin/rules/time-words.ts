/** Days of the week, 1 = Monday, as one says them: 「每天」, 「周一到周五」, 「周一、周三」. Words of `admin-rules:days`. */
export function daysWords(days: readonly number[], t: (key: string) => string): string {
  const sorted = [...new Set(days)].sort((one, other) => one - other)
  const key = sorted.join('')
  if (key === '1234567') return t('days.every')
  if (key === '12345') return t('days.weekdays')
  if (key === '67') return t('days.weekend')
  return sorted.map((day) => t(`days.${day}`)).join(t('days.comma'))
}
