import type { AuditEntry } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { isHours, isQuota } from './settings-values.ts'

/** Parts of acts before their dot, as the filter offers them. */
export const areas = [
  'account',
  'interface',
  'rules',
  'menu',
  'compat',
  'settings',
  'agent',
  'group',
  'reply',
  'material',
  'records',
  'import',
] as const

export interface AuditWords {
  readonly act: string
  readonly changes: readonly { readonly name: string; readonly before: string; readonly after: string }[]
}

/** An entry in words: 「修改了规则「问价」」, and each value that changed. */
export function useAuditWords(): (entry: AuditEntry) => AuditWords {
  const { t, i18n } = useTranslation('admin-audit')
  const wordOf = (key: string, otherwise: string) => (i18n.exists(`admin-audit:${key}`) ? t(key) : otherwise)

  function wordsOf(name: string, value: unknown): string {
    if (value === null || value === undefined || value === '') return t('none')
    if (typeof value === 'boolean')
      return wordOf(`values.${name.replaceAll('.', '_')}.${value}`, t(value ? 'yes' : 'no'))
    if (name === 'businessHours' && isHours(value))
      return t('hours', {
        days: value.week.filter((spans) => spans.length > 0).length,
        special: value.special.length,
      })
    if (name === 'quota' && isQuota(value))
      return Object.entries(value)
        .map(([cause, { messages, windowMinutes }]) =>
          t(messages === 'unlimited' ? 'allowanceUnlimited' : 'allowance', {
            cause: t(`causes.${cause}`),
            messages,
            minutes: windowMinutes,
          }),
        )
        .join(t('comma'))
    if (Array.isArray(value)) return value.map((each) => wordsOf(name, each)).join(t('comma'))
    if (typeof value === 'object')
      return Object.entries(value)
        .filter(([key]) => !unspoken.has(key))
        .map(([key, part]) => `${wordOf(`fields.${key}`, key)} ${wordsOf(key, part)}`)
        .join(t('comma'))
    return wordOf(`values.${name.replaceAll('.', '_')}.${value}`, String(value))
  }

  return (entry) => {
    const { act, target, after } = entry
    const key = `acts.${act.replaceAll('.', '_')}`
    const values = { target: target ?? '', value: wordsOf(act, after) }
    return {
      act: i18n.exists(`admin-audit:${key}`) ? t(key, values) : t('acts.other', { act, ...values }),
      changes: changesOf(entry).map(({ name, before: was, after: is }) => ({
        name: name === '' ? '' : wordOf(`fields.${name}`, name),
        before: wordsOf(name === '' ? act : name, was),
        after: wordsOf(name === '' ? act : name, is),
      })),
    }
  }
}

/** Names of files say nothing to a reader. */
const unspoken: ReadonlySet<string> = new Set(['mediaKey', 'thumbKey'])

function changesOf({ before, after }: AuditEntry): { name: string; before: unknown; after: unknown }[] {
  if (isFields(before) && isFields(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => ({ name, before: before[name], after: after[name] }))
  // What was made or deleted is named by the sentence.
  if (before === null || after === null || isFields(before) || isFields(after)) return []
  return [{ name: '', before, after }]
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
