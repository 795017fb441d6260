import { type MenuButton, type MenuEntry, readMenu } from '../world/menu.ts'
import { type Answer, type Call, error, json, ok, type Route } from './call.ts'

/** The menu at the foot of the chat (自定义菜单). Nothing changes when a new one is refused. */
export const menuRoutes: Route[] = [
  { method: 'POST', path: '/cgi-bin/menu/create', needs: 'verified', handle: create },
  { method: 'GET', path: '/cgi-bin/menu/get', needs: 'verified', handle: get },
  { method: 'GET', path: '/cgi-bin/menu/delete', needs: 'verified', handle: remove },
  { method: 'GET', path: '/cgi-bin/get_current_selfmenu_info', handle: current },
]

const FIRST_ID = 430_501_234

function create({ world, state, json: body, text }: Call): Answer {
  if (text === '') return error(44002)
  if (body === null) return error(47001)
  // Escapes are refused here and nowhere else.
  if (/\\u[0-9a-fA-F]{4}/.test(text)) return error(40033)
  const buttons = readMenu(body.button)
  if (typeof buttons === 'number') return error(buttons)
  state.menu = { id: (state.menu?.id ?? FIRST_ID) + 1, buttons }
  world.tell({ type: 'people' })
  return ok
}

function get({ state }: Call): Answer {
  if (state.menu === null) return error(46003)
  const whole = (entry: MenuEntry) => ({ ...entry, sub_button: [] })
  const button = state.menu.buttons.map((each) =>
    'sub_button' in each ? { name: each.name, sub_button: each.sub_button.map(whole) } : whole(each),
  )
  return json({ menu: { button } })
}

function remove({ world, state }: Call): Answer {
  state.menu = null
  world.tell({ type: 'people' })
  return ok
}

function current({ state }: Call): Answer {
  const button = (state.menu?.buttons ?? []).map(listed)
  return json({ is_menu_open: state.menu === null ? 0 : 1, selfmenu_info: { button } })
}

function listed(button: MenuButton): object {
  return 'sub_button' in button ? { name: button.name, sub_button: { list: button.sub_button } } : button
}
