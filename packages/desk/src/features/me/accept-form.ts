import type { MySettings } from '@duokefu/contract'

/** 接入设置 as it is being typed. */
export interface AcceptForm {
  readonly autoAccept: boolean
  readonly maximum: string
  readonly greets: boolean
  readonly greeting: string
}

export interface AcceptChanges {
  readonly changed: boolean
  readonly maximumWrong: boolean
  readonly greetingWrong: boolean
  /** What to save; null while something is wrong. */
  readonly patch: Pick<MySettings, 'autoAccept' | 'maximum' | 'greeting'> | null
}

const MOST = 200

export function formOf(settings: MySettings): AcceptForm {
  return {
    autoAccept: settings.autoAccept,
    maximum: String(settings.maximum),
    greets: settings.greeting !== null,
    greeting: settings.greeting ?? '',
  }
}

export function changesOf(form: AcceptForm, settings: MySettings): AcceptChanges {
  const text = form.maximum.trim()
  const maximum = /^\d{1,3}$/.test(text) ? Number(text) : 0
  const maximumWrong = maximum < 1 || maximum > MOST
  const greetingWrong = form.greets && form.greeting.trim() === ''
  const greeting = form.greets ? form.greeting.trim() : null
  return {
    changed:
      form.autoAccept !== settings.autoAccept ||
      text !== String(settings.maximum) ||
      greeting !== settings.greeting,
    maximumWrong,
    greetingWrong,
    patch: maximumWrong || greetingWrong ? null : { autoAccept: form.autoAccept, maximum, greeting },
  }
}
