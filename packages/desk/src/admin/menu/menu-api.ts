import type { CurrentMenu, MenuAnswer, MenuBody, MenuTold } from '@duokefu/contract'
import { request, requestJson } from '../../realtime/http.ts'

/** What our own server of the same release answers; `request` throws an ApiError for everything else. */
async function answer<Answer>(asked: Promise<unknown>): Promise<Answer> {
  return (await asked) as Answer
}

const at = (accountId: string, path = '') => `/api/accounts/${accountId}/menu${path}`

/** The account's menu, here and at WeChat. */
export const menuApi = {
  menu: (id: string) => answer<MenuAnswer>(request(at(id))),
  save: (id: string, body: MenuBody) => answer<MenuAnswer>(requestJson(at(id), 'PUT', body)),
  current: (id: string) => answer<CurrentMenu>(request(at(id, '/current'))),
  publish: (id: string, version: number) =>
    answer<MenuTold>(requestJson(at(id, '/publish'), 'POST', { version })),
  remove: (id: string) => answer<MenuTold>(request(at(id, '/published'), { method: 'DELETE' })),
}
