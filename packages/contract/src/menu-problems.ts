import type { Menu, MenuAct } from './menu.ts'

/** WeChat's limits of menu/create. Lengths are bytes of UTF-8, in which a Chinese character has three. */
export const menuLimits = {
  buttons: 3,
  entries: 5,
  buttonNameBytes: 16,
  entryNameBytes: 60,
  keyBytes: 128,
  urlBytes: 1_024,
  idBytes: 128,
  /** What phones show of a name before 「…」, in half widths: 4 and 8 Chinese characters. */
  buttonNameWidth: 8,
  entryNameWidth: 16,
} as const

export type MenuField = 'name' | 'act' | 'key' | 'url' | 'appid' | 'pagePath' | 'mediaId' | 'articleId'

/** What WeChat would refuse, and where. `entry` is null for the button itself; both count from 0. */
export interface MenuProblem {
  readonly button: number
  readonly entry: number | null
  readonly field: MenuField
  readonly problem: 'empty' | 'too_long' | 'no_url' | 'too_many'
}

/** Everything in a menu that menu/create would refuse; none of a menu without buttons, which is no menu yet. */
export function menuProblems({ buttons }: Menu): readonly MenuProblem[] {
  return buttons.flatMap((each, button) => {
    const own = (field: MenuField, problem: MenuProblem['problem']) => ({
      button,
      entry: null,
      field,
      problem,
    })
    const { act, entries } = each
    const name = textProblem(each.name, menuLimits.buttonNameBytes)
    return [
      ...(button >= menuLimits.buttons || entries.length > menuLimits.entries
        ? [own('act', 'too_many')]
        : []),
      ...(name === null ? [] : [own('name', name)]),
      ...((act === null) === (entries.length === 0) ? [own('act', 'empty')] : []),
      ...(act === null ? [] : actProblems(act).map(([field, problem]) => own(field, problem))),
      ...entries.flatMap((entry, place) => {
        const tooLong = textProblem(entry.name, menuLimits.entryNameBytes)
        const found = actProblems(entry.act)
        const all = tooLong === null ? found : [['name', tooLong] as const, ...found]
        return all.map(([field, problem]) => ({ button, entry: place, field, problem }))
      }),
    ]
  })
}

/** How wide a name is on a phone: 1 for half-width characters, 2 for the others. */
export function nameWidth(name: string): number {
  return [...name].reduce((width, char) => width + (/[\u0020-\u00ff\uff61-\uff9f]/.test(char) ? 1 : 2), 0)
}

/** Whether two menus would be the same for fans. */
export function isSameMenu(one: Menu, other: Menu): boolean {
  return JSON.stringify(flat(one)) === JSON.stringify(flat(other))
}

/** Objects from a database may have their keys in any order. */
function flat({ buttons }: Menu): unknown {
  return buttons.map(({ name, act, entries }) => [
    name,
    act === null ? null : flatAct(act),
    entries.map((entry) => [entry.name, flatAct(entry.act)]),
  ])
}

function flatAct(act: MenuAct): readonly string[] {
  return Object.entries(act)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
}

type FieldProblem = readonly [MenuField, MenuProblem['problem']]

function actProblems(act: MenuAct): readonly FieldProblem[] {
  const text = (field: MenuField, value: string, bytes: number): readonly FieldProblem[] => {
    const problem = textProblem(value, bytes)
    return problem === null ? [] : [[field, problem]]
  }
  switch (act.type) {
    case 'view':
      return urlProblems(act.url)
    case 'miniprogram':
      return [
        ...text('appid', act.appid, menuLimits.idBytes),
        ...text('pagePath', act.pagePath, menuLimits.urlBytes),
        ...urlProblems(act.url),
      ]
    case 'media_id':
    case 'view_limited':
      return text('mediaId', act.mediaId, menuLimits.idBytes)
    case 'article_id':
    case 'article_view_limited':
      return text('articleId', act.articleId, menuLimits.idBytes)
    default:
      return text('key', act.key, menuLimits.keyBytes)
  }
}

function urlProblems(url: string): readonly FieldProblem[] {
  const problem = textProblem(url, menuLimits.urlBytes)
  if (problem !== null) return [['url', problem]]
  return /^https?:\/\/[^\s/]+/i.test(url) ? [] : [['url', 'no_url']]
}

function textProblem(text: string, bytes: number): 'empty' | 'too_long' | null {
  if (text.trim() === '') return 'empty'
  return new TextEncoder().encode(text).length > bytes ? 'too_long' : null
}
