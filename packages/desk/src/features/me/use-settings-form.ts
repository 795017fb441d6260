import type { MySettings } from '@duokefu/contract'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDeskStore } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'

/** What was typed on one page and not saved when it was left, for when it is opened again from the same settings. */
export interface LeftForm<Form> {
  kept: { readonly begun: string; readonly form: Form } | null
}

export interface SettingsFormOptions<Form> {
  readonly left: LeftForm<Form>
  /** The settings that the form begins from, as text: a form that was left is of these or of none. */
  readonly begun: string
  readonly start: () => Form
  /** `patch` is null while something is wrong. */
  readonly look: (form: Form) => { readonly changed: boolean; readonly patch: Partial<MySettings> | null }
}

export interface SettingsForm<Form> {
  readonly form: Form
  readonly setForm: (next: Form | ((before: Form) => Form)) => void
  readonly changed: boolean
  /** From here on what is wrong is said. */
  readonly checked: boolean
  readonly check: () => void
  readonly saving: boolean
  readonly save: () => Promise<void>
  readonly discard: () => void
}

/** A form over one's own settings: kept when the page is left, saved as a whole, never cleared by a failure. */
export function useSettingsForm<Form>(options: SettingsFormOptions<Form>): SettingsForm<Form> {
  const { left, begun, start, look } = options
  const { t } = useTranslation('me')
  const store = useDeskStore()
  const errorText = useErrorText()
  const [form, setForm] = useState<Form>(() => (left.kept?.begun === begun ? left.kept.form : start()))
  const [checked, setChecked] = useState(false)
  const [saving, setSaving] = useState(false)
  const { changed, patch } = look(form)
  useEffect(() => {
    left.kept = changed ? { begun, form } : null
  }, [left, changed, begun, form])

  async function save(): Promise<void> {
    setChecked(true)
    if (patch === null) return
    setSaving(true)
    try {
      await store.patchMe(patch)
      toast.show({ text: t('accept.saved') })
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    } finally {
      setSaving(false)
    }
  }

  return {
    form,
    setForm,
    changed,
    checked,
    check: () => setChecked(true),
    saving,
    save,
    discard: () => setForm(start()),
  }
}
