import { describe, expect, it } from 'vitest'
import { type Menu, type MenuAct, type MenuButton, menuSchema } from './menu.ts'
import { isSameMenu, menuLimits, menuProblems, nameWidth } from './menu-problems.ts'

const click: MenuAct = { type: 'click', key: 'HELP' }
const button = (part: Partial<MenuButton> = {}): MenuButton => ({
  name: '联系客服',
  act: click,
  entries: [],
  ...part,
})
const menu = (...buttons: MenuButton[]): Menu => ({ buttons })
const found = (each: Menu) =>
  menuProblems(each).map(({ button: at, entry, field, problem }) => `${at}.${entry} ${field} ${problem}`)

describe('[L13] a menu by the limits of menu/create', () => {
  it('[L13] three buttons with five entries each are taken', () => {
    const entries = Array.from({ length: 5 }, (_, place) => ({ name: `第 ${place} 项`, act: click }))
    const full = menu(...Array.from({ length: 3 }, () => button({ act: null, entries })))
    expect(found(full)).toEqual([])
    expect(menuSchema.safeParse(full).success).toBe(true)
  })

  it.each<readonly [string, Menu, string]>([
    [
      'a fourth button',
      menu(...['一', '二', '三', '四'].map((name) => button({ name }))),
      '3.null act too_many',
    ],
    ['a name of 18 bytes', menu(button({ name: '一二三四五六' })), '0.null name too_long'],
    ['no name', menu(button({ name: ' ' })), '0.null name empty'],
    ['neither act nor entries', menu(button({ act: null })), '0.null act empty'],
    ['both act and entries', menu(button({ entries: [{ name: '一', act: click }] })), '0.null act empty'],
    ['an empty key', menu(button({ act: { type: 'click', key: '' } })), '0.null key empty'],
    [
      'a key of 129 bytes',
      menu(button({ act: { type: 'scancode_push', key: 'k'.repeat(129) } })),
      '0.null key too_long',
    ],
    [
      'an address without http',
      menu(button({ act: { type: 'view', url: 'shop.example.com' } })),
      '0.null url no_url',
    ],
    [
      'an entry of 63 bytes',
      menu(button({ act: null, entries: [{ name: '字'.repeat(21), act: click }] })),
      '0.0 name too_long',
    ],
    [
      'a mini-program without its page',
      menu(
        button({ act: { type: 'miniprogram', appid: 'wx1', pagePath: '', url: 'https://shop.example.com' } }),
      ),
      '0.null pagePath empty',
    ],
  ])('[L13] %s is named with its place', (_name, wrong, problem) => {
    expect(found(wrong)).toEqual([problem])
    expect(menuSchema.safeParse(wrong).success).toBe(false)
  })

  it('[L13] a name is as wide as its characters: four Chinese ones or eight letters fit the bar', () => {
    expect(nameWidth('联系客服')).toBe(menuLimits.buttonNameWidth)
    expect(nameWidth('Contacts')).toBe(menuLimits.buttonNameWidth)
    expect(nameWidth('联系 me')).toBe(7)
  })

  it('[L13] the order in which a database gives the parts of an act makes no other menu', () => {
    const one = menu(button({ act: { type: 'miniprogram', appid: 'wx1', pagePath: 'p', url: 'u' } }))
    const other = menu(button({ act: { url: 'u', pagePath: 'p', appid: 'wx1', type: 'miniprogram' } }))
    expect(isSameMenu(one, other)).toBe(true)
    expect(isSameMenu(one, menu(button()))).toBe(false)
  })
})
