import {
  isSameMenu,
  type Menu,
  type MenuAnswer,
  type MenuProblem,
  menuProblems,
  type Rule,
  ruleActionSchema,
} from '@duokefu/contract'
import { useMemo, useState } from 'react'
import type { MenuPlace } from './menu-places.ts'

type Action = Rule['action']
type Actions = Readonly<Record<string, Action | null>>

export interface MenuDraft {
  readonly menu: Menu
  /** What keys shall do that do something else now. */
  readonly actions: Record<string, Action | null>
  /** How many things differ from what is saved. */
  readonly changes: number
  /** In the order of the menu: what WeChat would refuse, and actions that say nothing. */
  readonly problems: readonly (MenuPlace & { readonly field: MenuProblem['field'] | 'action' })[]
  actionOf(key: string): Action | null
  setMenu(menu: Menu): void
  setAction(key: string, action: Action | null): void
  /** Another menu in place of all, with what its keys do. */
  replace(menu: Menu, actions: Actions): void
  discard(): void
}

/** A menu as it is being edited, beside what is saved. */
export function useMenuDraft(saved: MenuAnswer): MenuDraft {
  const [typed, setTyped] = useState<Menu | null>(null)
  const [typedActions, setTypedActions] = useState<Actions>({})
  return useMemo(() => {
    const menu = typed ?? saved.menu
    const savedAction = (key: string) => saved.keys[key]?.action ?? null
    const inUse = keysOf(menu)
    const actions = Object.fromEntries(
      Object.entries(typedActions).filter(
        ([key, action]) => inUse.has(key) && JSON.stringify(action) !== JSON.stringify(savedAction(key)),
      ),
    )
    const changes = (isSameMenu(menu, saved.menu) ? 0 : 1) + Object.keys(actions).length
    return {
      menu,
      actions,
      changes,
      problems: [...menuProblems(menu), ...actionProblems(menu, actions)],
      actionOf: (key) => (key in typedActions ? (typedActions[key] ?? null) : savedAction(key)),
      setMenu: setTyped,
      setAction: (key, action) => setTypedActions((before) => ({ ...before, [key]: action })),
      replace(next, does) {
        setTyped(next)
        setTypedActions(does)
      },
      discard() {
        setTyped(null)
        setTypedActions({})
      },
    }
  }, [saved, typed, typedActions])
}

function keysOf({ buttons }: Menu): ReadonlySet<string> {
  const acts = buttons.flatMap(({ act, entries }) => [act, ...entries.map((entry) => entry.act)])
  return new Set(acts.flatMap((act) => (act?.type === 'click' ? [act.key] : [])))
}

function actionProblems({ buttons }: Menu, actions: Actions): MenuDraft['problems'] {
  const isWrong = (act: Menu['buttons'][number]['act']) => {
    if (act?.type !== 'click') return false
    const action = actions[act.key]
    return action !== undefined && action !== null && !ruleActionSchema.safeParse(action).success
  }
  return buttons.flatMap(({ act, entries }, button) => [
    ...(isWrong(act) ? [{ button, entry: null, field: 'action' as const }] : []),
    ...entries.flatMap((each, entry) =>
      isWrong(each.act) ? [{ button, entry, field: 'action' as const }] : [],
    ),
  ])
}
