import type { Entry } from './entry.ts'
import { openidOf, type Person } from './people.ts'
import type { ReplyWindow } from './reply-window.ts'
import type { Typing } from './typing.ts'

/** A person in their relation to one account. */
export type Fan = {
  personId: string
  openid: string
  follows: boolean
  followedAt: number
  /** How they came, in WeChat's words (`ADD_SCENE_…`), and the QR scene if it was one. */
  followScene: string
  qrScene: string
  remark: string
  window: ReplyWindow | null
  typing: Typing
  log: Entry[]
  nextSeq: number
}

/** A fan who follows and hasn't written yet: no window is open. */
export function newFan(appid: string, person: Person, at: number): Fan {
  return {
    personId: person.id,
    openid: openidOf(appid, person.id),
    follows: true,
    followedAt: at,
    followScene: 'ADD_SCENE_SEARCH',
    qrScene: '',
    remark: '',
    window: null,
    typing: { until: 0, exchangedAt: 0 },
    log: [],
    nextSeq: 1,
  }
}
