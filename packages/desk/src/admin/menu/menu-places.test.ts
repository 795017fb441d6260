import type { Menu } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { added, at, canMove, changed, moved, movedBy, removed } from './menu-places.ts'

const view = (url: string) => ({ type: 'view' as const, url })
const menu: Menu = {
  buttons: [
    { name: '甲', act: view('a'), entries: [] },
    {
      name: '乙',
      act: null,
      entries: [
        { name: '一', act: view('1') },
        { name: '二', act: view('2') },
      ],
    },
  ],
}
/** 「甲 乙(一 二)」 */
const words = ({ buttons }: Menu) =>
  buttons
    .map(({ name, entries }) =>
      entries.length === 0 ? name : `${name}(${entries.map((each) => each.name).join(' ')})`,
    )
    .join(' ')

describe('[L13] editing a menu', () => {
  it('[L13] changes a button or an entry where it is', () => {
    expect(words(changed(menu, { button: 0, entry: null }, { name: '丙' }))).toBe('丙 乙(一 二)')
    expect(at(changed(menu, { button: 1, entry: 1 }, { act: view('x') }), { button: 1, entry: 1 })).toEqual({
      name: '二',
      act: view('x'),
      entries: [],
    })
  })

  it('[L13] the first entry of a button takes over what the button did, the last one gives it back', () => {
    const more = added(menu, 0)
    expect(more.place).toEqual({ button: 0, entry: 0 })
    expect(more.menu.buttons[0]).toEqual({
      name: '甲',
      act: null,
      entries: [{ name: '', act: view('a') }],
    })
    const back = removed(more.menu, { button: 0, entry: 0 })
    expect(back).toEqual({ menu, place: { button: 0, entry: null } })
  })

  it('[L13] after a removal the neighbour is shown, after the last one nothing', () => {
    expect(removed(menu, { button: 1, entry: null })).toMatchObject({ place: { button: 0, entry: null } })
    expect(removed(menu, { button: 1, entry: 1 }).place).toEqual({ button: 1, entry: 0 })
    const [only] = menu.buttons
    const single = { buttons: only === undefined ? [] : [only] }
    expect(removed(single, { button: 0, entry: null })).toEqual({ menu: { buttons: [] }, place: null })
  })

  it.each([
    ['a button', { button: 0, entry: null }, { button: 1, entry: null }, '乙(一 二) 甲'],
    ['an entry', { button: 1, entry: 1 }, { button: 1, entry: 0 }, '甲 乙(二 一)'],
    ['an entry onto another button', { button: 1, entry: 0 }, { button: 0, entry: null }, '甲(一) 乙(二)'],
    [
      'a button among entries, which stays',
      { button: 0, entry: null },
      { button: 1, entry: 0 },
      '甲 乙(一 二)',
    ],
  ])('[L13] %s is moved to where it was dragged', (_name, from, to, result) => {
    expect(words(moved(menu, from, to).menu)).toBe(result)
  })

  it('[L13] a full list takes no sixth entry', () => {
    const five = Array.from({ length: 4 }, () => 1).reduce((now) => added(now, 0).menu, added(menu, 0).menu)
    expect(canMove(five, { button: 1, entry: 0 }, { button: 0, entry: null })).toBe(false)
    expect(canMove(menu, { button: 1, entry: 0 }, { button: 0, entry: null })).toBe(true)
  })

  it('[L13] by keys it goes one place, and no further than the end', () => {
    expect(words(movedBy(menu, { button: 0, entry: null }, 1).menu)).toBe('乙(一 二) 甲')
    expect(movedBy(menu, { button: 0, entry: null }, -1)).toEqual({ menu, place: { button: 0, entry: null } })
    expect(movedBy(menu, { button: 1, entry: 0 }, 1).place).toEqual({ button: 1, entry: 1 })
  })
})
