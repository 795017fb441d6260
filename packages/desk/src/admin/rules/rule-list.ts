import type { Rule } from '@duokefu/contract'

/** Moves a rule to the place of another index; out of range stays at the end. */
export function moved(rules: readonly Rule[], id: string, to: number): readonly Rule[] {
  const rule = rules.find((each) => each.id === id)
  if (rule === undefined) return rules
  const others = rules.filter((each) => each.id !== id)
  const place = Math.max(0, Math.min(to, others.length))
  return [...others.slice(0, place), rule, ...others.slice(place)]
}

/** In place of the one with its id; a new one after all others, but before a last one that takes every message. */
export function put(rules: readonly Rule[], rule: Rule): readonly Rule[] {
  if (rules.some(({ id }) => id === rule.id)) return rules.map((each) => (each.id === rule.id ? rule : each))
  const takesAll = rules.at(-1)?.when.length === 0
  return moved([...rules, rule], rule.id, rules.length - (takesAll ? 1 : 0))
}

export function removed(rules: readonly Rule[], id: string): readonly Rule[] {
  return rules.filter((rule) => rule.id !== id)
}

/** Back at its old place, unless somebody has put it there already. */
export function restored(rules: readonly Rule[], rule: Rule, place: number): readonly Rule[] {
  return rules.some(({ id }) => id === rule.id) ? rules : moved([...rules, rule], rule.id, place)
}
