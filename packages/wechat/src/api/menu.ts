import type { ApiResult } from './errors.ts'
import { callJson, type Transport } from './transport.ts'

/** What a tap does. Types without a word of ours (those of the console's own menu) come as `other`. */
export type MenuAction =
  | {
      type:
        | 'click'
        | 'scancode_push'
        | 'scancode_waitmsg'
        | 'pic_sysphoto'
        | 'pic_photo_or_album'
        | 'pic_weixin'
        | 'location_select'
      /** At most 128 bytes; comes back as EventKey. */
      key: string
    }
  /** At most 1024 bytes. */
  | { type: 'view'; url: string }
  /** `url` is for phones that are too old for Mini Programs. */
  | { type: 'miniprogram'; url: string; appId: string; pagePath: string }
  | { type: 'media_id' | 'view_limited'; mediaId: string }
  | { type: 'article_id' | 'article_view_limited'; articleId: string }
  | { type: 'other'; wechatType: string; value: string; article: MenuArticle | null }

/** The first article of an entry of type news. */
export interface MenuArticle {
  title: string
  digest: string
  coverUrl: string
  url: string
}

export type MenuEntry = { name: string } & MenuAction
/** One of up to three at the foot of the chat: it acts itself, or opens up to five entries. */
export type MenuButton = MenuEntry | { name: string; type: 'sub_button'; entries: MenuEntry[] }

type JsonObject = { readonly [name: string]: unknown }

/** Publishes a menu in place of the one before (自定义菜单创建). */
export async function menuCreate(
  transport: Transport,
  accessToken: string,
  buttons: MenuButton[],
): Promise<ApiResult<null>> {
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/cgi-bin/menu/create',
    query: { access_token: accessToken },
    headers: { 'content-type': 'application/json' },
    // Raw characters: the menu API refuses \u escapes (40033), and JSON.stringify makes none.
    body: JSON.stringify({ button: buttons.map(buttonBody) }),
    repeatable: true,
  })
  return answer.ok ? { ok: true, value: null } : answer
}

/** The menu that was published through the API; null when there is none (46003). */
export async function menuGet(
  transport: Transport,
  accessToken: string,
): Promise<ApiResult<MenuButton[] | null>> {
  const answer = await get(transport, '/cgi-bin/menu/get', accessToken)
  if (answer.ok) return { ok: true, value: buttonsOf(objectOf(answer.value.menu)) }
  return answer.error.errcode === NO_MENU ? { ok: true, value: null } : answer
}

/** Takes the menu off, those for single groups of fans included. */
export async function menuDelete(transport: Transport, accessToken: string): Promise<ApiResult<null>> {
  const answer = await get(transport, '/cgi-bin/menu/delete', accessToken)
  return answer.ok ? { ok: true, value: null } : answer
}

/** What fans see, wherever it was made: through the API or in WeChat's console. */
export async function currentSelfMenu(
  transport: Transport,
  accessToken: string,
): Promise<ApiResult<{ isOpen: boolean; buttons: MenuButton[] }>> {
  const answer = await get(transport, '/cgi-bin/get_current_selfmenu_info', accessToken)
  if (!answer.ok) return answer
  const { is_menu_open: open, selfmenu_info: info } = answer.value
  return { ok: true, value: { isOpen: open === 1, buttons: buttonsOf(objectOf(info)) } }
}

const NO_MENU = 46003

function get(transport: Transport, path: string, accessToken: string) {
  return callJson(transport, { method: 'GET', path, query: { access_token: accessToken }, repeatable: true })
}

function buttonBody(button: MenuButton): JsonObject {
  if (button.type !== 'sub_button') return entryBody(button)
  return { name: button.name, sub_button: button.entries.map(entryBody) }
}

function entryBody(entry: MenuEntry): JsonObject {
  const { name, type } = entry
  switch (entry.type) {
    case 'view':
      return { name, type, url: entry.url }
    case 'miniprogram':
      return { name, type, url: entry.url, appid: entry.appId, pagepath: entry.pagePath }
    case 'media_id':
    case 'view_limited':
      return { name, type, media_id: entry.mediaId }
    case 'article_id':
    case 'article_view_limited':
      return { name, type, article_id: entry.articleId }
    case 'other':
      return { name, type: entry.wechatType, value: entry.value }
    default:
      return { name, type, key: entry.key }
  }
}

/** `sub_button` is a list of its own in menu/get, and `{list}` in get_current_selfmenu_info. */
function buttonsOf(menu: JsonObject): MenuButton[] {
  return listOf(menu.button).map((button) => {
    const entries = listOf(
      Array.isArray(button.sub_button) ? button.sub_button : objectOf(button.sub_button).list,
    )
    if (entries.length === 0 && textOf(button.type) !== '') return entryOf(button)
    return { name: textOf(button.name), type: 'sub_button', entries: entries.map(entryOf) }
  })
}

function entryOf(json: JsonObject): MenuEntry {
  const name = textOf(json.name)
  const type = textOf(json.type)
  switch (type) {
    case 'click':
    case 'scancode_push':
    case 'scancode_waitmsg':
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin':
    case 'location_select':
      return { name, type, key: textOf(json.key) }
    case 'view':
      return { name, type, url: textOf(json.url) }
    case 'miniprogram':
      return {
        name,
        type,
        url: textOf(json.url),
        appId: textOf(json.appid),
        pagePath: textOf(json.pagepath),
      }
    case 'media_id':
    case 'view_limited':
      return { name, type, mediaId: textOf(json.media_id) || textOf(json.value) }
    case 'article_id':
    case 'article_view_limited':
      return { name, type, articleId: textOf(json.article_id) || textOf(json.value) }
    default:
      return {
        name,
        type: 'other',
        wechatType: type,
        value: textOf(json.value) || textOf(json.key),
        article: articleOf(json),
      }
  }
}

function articleOf(json: JsonObject): MenuArticle | null {
  const [first] = listOf(objectOf(json.news_info).list)
  if (first === undefined) return null
  return {
    title: textOf(first.title),
    digest: textOf(first.digest),
    coverUrl: textOf(first.cover_url),
    url: textOf(first.content_url),
  }
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
