import { useCallback, useMemo, useState } from 'react'

export interface Draft<Form extends object> {
  readonly form: Form
  /** Names of the fields that differ from what is saved. */
  readonly changed: readonly (keyof Form & string)[]
  change(part: Partial<Form>): void
  discard(): void
}

/**
 * A form as it is being typed, beside what is saved. Fields that were not touched follow what is saved, so that a
 * refetch shows another admin's change without losing one's own.
 */
export function useDraft<Form extends object>(saved: Form): Draft<Form> {
  const [typed, setTyped] = useState<Partial<Form>>({})
  const change = useCallback((part: Partial<Form>) => setTyped((before) => ({ ...before, ...part })), [])
  const discard = useCallback(() => setTyped({}), [])
  return useMemo(() => {
    const form = { ...saved, ...typed }
    const names = Object.keys(typed) as (keyof Form & string)[]
    const changed = names.filter((name) => JSON.stringify(form[name]) !== JSON.stringify(saved[name]))
    return { form, changed, change, discard }
  }, [saved, typed, change, discard])
}
