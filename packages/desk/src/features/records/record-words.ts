import type { Message, Period } from '@duokefu/contract'
import type { TFunction } from 'i18next'

const two = (figure: number) => String(figure).padStart(2, '0')

/** 14:05 of today, else 10-03 14:05, with the year when it is another one than now's. Reader's own time. */
export function momentWords(at: number, now: number): string {
  const date = new Date(at)
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  return date.toDateString() === new Date(now).toDateString() ? time : `${dateWords(at, now)} ${time}`
}

export function dateWords(at: number, now: number): string {
  const date = new Date(at)
  const monthDay = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return date.getFullYear() === new Date(now).getFullYear() ? monthDay : `${date.getFullYear()}-${monthDay}`
}

/** How a period ended, in a few words. */
export function endWords(t: TFunction<'records'>, { imported, endedAt, endReason }: Period): string {
  if (imported) return t('end.imported')
  if (endedAt === null) return t('end.open')
  return t(`end.${endReason ?? 'closed'}`, { defaultValue: t('end.closed') })
}

/** What a period began with: what the customer said first, in a few words. */
export function beganWith(t: TFunction<'records'>, { seq, firstWords, firstType }: Period): string {
  if (seq === null) return t('deleted')
  if (firstType === null) return t('nothingSaid')
  return firstWords || t(`kind.${firstType}`, { defaultValue: t('kind.other') })
}

/** What a record says, on one line. */
export function contentWords(t: TFunction<'records'>, { content }: Message): string {
  switch (content.type) {
    case 'text':
    case 'note':
      return content.text
    case 'voice':
      return content.recognition ?? t('kind.voice')
    case 'link':
    case 'miniprogram':
    case 'music':
      return content.title
    case 'location':
      return content.label
    case 'file':
      return content.name
    case 'menu':
      return content.head
    default:
      return t(`kind.${content.type}`, { defaultValue: t('kind.other') })
  }
}
