import { type AccountSettings, type AccountSettingsAnswer, accountSettingsSchema } from '@duokefu/contract'
import { localTimeAt } from '@duokefu/engine'
import { useState } from 'react'
import { useNow } from '../../realtime/hooks.ts'
import { useDraft } from '../parts/use-draft.ts'
import { tidied } from './hours/spans.ts'

/** The settings as they are typed: what was emptied is null, and may be wrong. */
export type TypedSettings = { [Name in keyof AccountSettings]: AccountSettings[Name] | null }
export type SettingName = keyof AccountSettings

export interface SettingsForm {
  readonly form: TypedSettings
  readonly changed: readonly SettingName[]
  /** Whole and within its limits; null as long as it isn't. */
  readonly valid: AccountSettings | null
  change(part: Partial<TypedSettings>): void
  discard(): void
  /** A field was left: from now on it says what is wrong with it. */
  leave(name: SettingName): void
  leaveAll(): void
  isWrong(name: SettingName): boolean
}

/** A form over the account's settings, checked as the server checks them. */
export function useSettingsForm({ settings }: AccountSettingsAnswer): SettingsForm {
  const { form, changed, change, discard } = useDraft<TypedSettings>(settings)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const today = localTimeAt(useNow(60_000), form.timeZone ?? settings.timeZone).date
  const businessHours = form.businessHours && tidied(form.businessHours, today)
  const parsed = accountSettingsSchema.safeParse({ ...form, businessHours })
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0])))
  return {
    form,
    changed,
    valid: parsed.success ? parsed.data : null,
    change,
    discard,
    leave: (name) => setLeft((before) => new Set([...before, name])),
    leaveAll: () => setLeft(new Set(Object.keys(form))),
    isWrong: (name) => left.has(name) && wrong.has(name),
  }
}
