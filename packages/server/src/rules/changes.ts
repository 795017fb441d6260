import type { Rule } from '@duokefu/contract'
import type { AuditedAct } from '../audit/audit.ts'

/** What differs between two lists of rules, as the audit log tells it: added, removed, changed, then a new order. */
export function changesOf(before: readonly Rule[], after: readonly Rule[]): AuditedAct[] {
  const was = new Map(before.map((rule) => [rule.id, rule]))
  const is = new Map(after.map((rule) => [rule.id, rule]))
  const acts: AuditedAct[] = []
  for (const rule of before)
    if (!is.has(rule.id)) acts.push({ act: 'rules.delete', target: rule.name, before: rule })
  for (const rule of after) {
    const old = was.get(rule.id)
    if (old === undefined) acts.push({ act: 'rules.add', target: rule.name, after: rule })
    else if (isOnlySwitched(old, rule))
      acts.push({ act: rule.enabled ? 'rules.enable' : 'rules.disable', target: rule.name })
    else if (!isSame(old, rule))
      acts.push({ act: 'rules.change', target: rule.name, before: old, after: rule })
  }
  const order = (rules: readonly Rule[], known: ReadonlyMap<string, Rule>) =>
    rules.filter(({ id }) => known.has(id)).map(({ name }) => name)
  const orderBefore = order(before, is)
  const orderAfter = after.filter(({ id }) => was.has(id)).map(({ id }) => was.get(id)?.name ?? '')
  if (!isSame(orderBefore, orderAfter))
    acts.push({ act: 'rules.order', before: orderBefore, after: order(after, was) })
  return acts
}

function isOnlySwitched(before: Rule, after: Rule): boolean {
  return before.enabled !== after.enabled && isSame({ ...before, enabled: after.enabled }, after)
}

/** Equal as JSON, whatever the order of an object's keys: what comes back from the database has its own. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
