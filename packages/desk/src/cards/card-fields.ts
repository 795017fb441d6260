import type { ReplyCard } from '@duokefu/contract'

export type CardType = ReplyCard['type']
export const cardTypes: readonly CardType[] = ['link', 'menu', 'miniprogram']

/** A card as it is typed, all kinds in one: what was typed stays when another kind is looked at. */
export interface CardFields {
  readonly title: string
  readonly description: string
  readonly url: string
  readonly picUrl: string
  readonly head: string
  /** One entry per line. */
  readonly items: string
  readonly tail: string
  readonly appid: string
  readonly pagePath: string
  readonly coverKey: string | null
}

export const emptyCard: CardFields = {
  title: '',
  description: '',
  url: '',
  picUrl: '',
  head: '',
  items: '',
  tail: '',
  appid: '',
  pagePath: '',
  coverKey: null,
}

export function fieldsOf(card: ReplyCard | null): CardFields {
  switch (card?.type) {
    case undefined:
      return emptyCard
    case 'link':
      return { ...emptyCard, ...card, picUrl: card.picUrl ?? '' }
    case 'menu':
      return { ...emptyCard, ...card, items: card.items.join('\n') }
    case 'miniprogram':
      return { ...emptyCard, ...card }
  }
}

/** Why a field can't be used; the name is the word's key. */
export type CardProblem = 'required' | 'url' | 'tooMany' | 'tooLong' | 'appid'
export type CardProblems = { readonly [Name in keyof CardFields]?: CardProblem }

const mostItems = 10
const longestItem = 60

/** The card that the fields make, or what is wrong with them. */
export function cardOf(
  type: CardType,
  fields: CardFields,
): { readonly ok: true; readonly card: ReplyCard } | { readonly ok: false; readonly problems: CardProblems } {
  const trimmed = (name: Exclude<keyof CardFields, 'coverKey'>) => fields[name].trim()
  switch (type) {
    case 'link': {
      const [title, description, picUrl] = [trimmed('title'), trimmed('description'), trimmed('picUrl')]
      const url = withScheme(trimmed('url'))
      return checked(
        {
          title: title === '' ? 'required' : null,
          url: url === '' ? 'required' : isWeb(url) ? null : 'url',
          picUrl: picUrl === '' || isWeb(picUrl) ? null : 'url',
        },
        { type, title, description, url, picUrl: picUrl === '' ? null : picUrl },
      )
    }
    case 'menu': {
      const items = fields.items
        .split('\n')
        .map((item) => item.trim())
        .filter((item) => item !== '')
      const problem =
        items.length === 0
          ? 'required'
          : items.length > mostItems
            ? 'tooMany'
            : items.some((item) => item.length > longestItem)
              ? 'tooLong'
              : null
      return checked({ items: problem }, { type, items, head: trimmed('head'), tail: trimmed('tail') })
    }
    case 'miniprogram': {
      const [title, appid, pagePath] = [trimmed('title'), trimmed('appid'), trimmed('pagePath')]
      return checked(
        {
          title: title === '' ? 'required' : null,
          appid: appid === '' ? 'required' : /^wx[0-9a-f]{16}$/.test(appid) ? null : 'appid',
          pagePath: pagePath === '' ? 'required' : null,
          coverKey: fields.coverKey === null ? 'required' : null,
        },
        { type, title, appid, pagePath, coverKey: fields.coverKey ?? '' },
      )
    }
  }
}

function checked(problems: { readonly [Name in keyof CardFields]?: CardProblem | null }, card: ReplyCard) {
  const found = Object.entries(problems).filter(([, problem]) => problem !== null)
  return found.length === 0
    ? ({ ok: true, card } as const)
    : ({ ok: false, problems: Object.fromEntries(found) as CardProblems } as const)
}

/** People type shop.example/new. */
function withScheme(url: string): string {
  return url === '' || /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`
}

function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}
