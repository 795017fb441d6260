import { type Menu, type MenuAnswer, type Rule, ruleSchema } from '@duokefu/contract'

/** Rules that the menu's page wrote have ids that begin so; when their entry is gone, they go with it. */
const ownPrefix = 'menu-'

/** The keys of entries that say click to the server, with the names on them. */
export function clickKeys({ buttons }: Menu): ReadonlyMap<string, string> {
  const acts = buttons.flatMap(({ name, act, entries }) => [{ name, act }, ...entries])
  return new Map(
    acts.flatMap(({ name, act }) =>
      act?.type === 'click' && act.key !== '' ? [[act.key, name] as const] : [],
    ),
  )
}

/** What each key does by the account's rules. */
export function keysOf(rules: readonly Rule[], keys: Iterable<string>): MenuAnswer['keys'] {
  return Object.fromEntries(
    [...keys].map((key) => {
      const own = ownRule(rules, key)
      const others = rules.filter((rule) => rule.enabled && rule !== own && names(rule, key))
      return [key, { action: own?.action ?? null, otherRules: others.map(({ name }) => name) }]
    }),
  )
}

/**
 * Rules after keys were given something to do; null takes a key's own rule away. New ones stand behind the others.
 * Throws what zod throws for a key that no rule can have.
 */
export function withActions(
  rules: readonly Rule[],
  actions: Readonly<Record<string, Rule['action'] | null>>,
  entries: ReadonlyMap<string, string>,
  newId: () => string,
): readonly Rule[] {
  const now = [...rules]
  for (const [key, action] of Object.entries(actions)) {
    const own = ownRule(now, key) ?? now.find((rule) => onlyKey(rule) === key)
    const place = own === undefined ? now.length : now.indexOf(own)
    if (action === null) now.splice(place, own === undefined ? 0 : 1)
    else
      now.splice(place, 1, {
        ...(own ?? newRule(key, entries.get(key) ?? key, newId())),
        enabled: true,
        action,
      })
  }
  return now
}

function newRule(key: string, entry: string, id: string): Rule {
  return ruleSchema.parse({
    id: `${ownPrefix}${id}`,
    name: `菜单「${[...entry].slice(0, 20).join('')}」`,
    enabled: true,
    when: [{ type: 'menu_key', keys: [key] }],
    action: { type: 'nothing' },
  })
}

/** Without the rules that this page wrote for entries that are gone. */
export function withoutUnused(rules: readonly Rule[], keys: ReadonlyMap<string, string>): readonly Rule[] {
  return rules.filter((rule) => {
    const key = rule.id.startsWith(ownPrefix) ? onlyKey(rule) : null
    return key === null || keys.has(key)
  })
}

/** The rule that is about this key and nothing else. One that is switched off does nothing. */
function ownRule(rules: readonly Rule[], key: string): Rule | undefined {
  return rules.find((rule) => rule.enabled && onlyKey(rule) === key)
}

function onlyKey({ when }: Rule): string | null {
  const [condition] = when
  if (when.length !== 1 || condition?.type !== 'menu_key' || condition.keys.length !== 1) return null
  return condition.keys[0] ?? null
}

function names({ when }: Rule, key: string): boolean {
  return when.some((condition) => condition.type === 'menu_key' && condition.keys.includes(key))
}
