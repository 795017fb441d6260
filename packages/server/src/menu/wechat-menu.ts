import type { CurrentMenu, Menu, MenuAct } from '@duokefu/contract'
import type { MenuAction, MenuButton, MenuEntry } from '@duokefu/wechat'

type Actions = CurrentMenu['actions']
type Action = Actions[string]

/** A menu as menu/create takes it. */
export function toWechat({ buttons }: Menu): MenuButton[] {
  return buttons.map(({ name, act, entries }) =>
    act === null
      ? {
          name,
          type: 'sub_button',
          entries: entries.map((entry) => ({ name: entry.name, ...actOf(entry.act) })),
        }
      : { name, ...actOf(act) },
  )
}

export interface ReadMenu {
  readonly menu: Menu
  readonly actions: Actions
  readonly lost: string[]
}

/**
 * WeChat's menu as one of ours. What entries of a console's menu did by themselves (say a text, send an article) becomes
 * a key of its own and what that key does; `newKey` makes it. Pictures, voice and video come with media that live for
 * three days: such an entry keeps its name and a key that does nothing yet.
 */
export function fromWechat(buttons: readonly MenuButton[], newKey: () => string): ReadMenu {
  const actions: Actions = {}
  const lost: string[] = []

  function act(entry: MenuEntry): MenuAct {
    if (entry.type !== 'other') return ourAct(entry)
    const key = newKey()
    const action = actionOf(entry)
    if (action === null) lost.push(entry.name)
    else actions[key] = action
    return { type: 'click', key }
  }

  return {
    menu: {
      buttons: buttons.map((button) =>
        button.type === 'sub_button'
          ? {
              name: button.name,
              act: null,
              entries: button.entries.map((entry) => ({ name: entry.name, act: act(entry) })),
            }
          : { name: button.name, act: act(button), entries: [] },
      ),
    },
    actions,
    lost,
  }
}

function actionOf({ wechatType, value, article }: Extract<MenuEntry, { type: 'other' }>): Action | null {
  const text = value.trim()
  if (wechatType === 'text' && text !== '' && text.length <= 600) return { type: 'answer', text }
  if (wechatType !== 'news' || article === null) return null
  const { title, digest: description, url, coverUrl } = article
  if (title.trim() === '' || !/^https?:\/\//.test(url)) return null
  const picUrl = /^https?:\/\//.test(coverUrl) ? coverUrl : null
  return { type: 'send', reply: { type: 'link', title, description, url, picUrl } }
}

function actOf(act: MenuAct): MenuAction {
  if (act.type !== 'miniprogram') return act
  const { type, url, appid: appId, pagePath } = act
  return { type, url, appId, pagePath }
}

function ourAct(action: Exclude<MenuEntry, { type: 'other' }>): MenuAct {
  switch (action.type) {
    case 'view':
      return { type: action.type, url: action.url }
    case 'miniprogram':
      return { type: action.type, appid: action.appId, pagePath: action.pagePath, url: action.url }
    case 'media_id':
    case 'view_limited':
      return { type: action.type, mediaId: action.mediaId }
    case 'article_id':
    case 'article_view_limited':
      return { type: action.type, articleId: action.articleId }
    default:
      return { type: action.type, key: action.key }
  }
}
