import type {
  Material,
  MaterialBody,
  QuickReply,
  QuickReplyBody,
  ReplyGroup,
  ReplyScope,
} from '@duokefu/contract'
import { useMemo } from 'react'
import { useDeskStore } from '../../realtime/hooks.ts'
import { request, requestJson } from '../../realtime/http.ts'
import { type ReplyBook, useReplyBook } from '../../realtime/replies/reply-book.ts'

export interface ImportedRow {
  readonly group: string
  readonly title: string
  readonly text: string
}

/** Changes of quick replies and materials. Each resolves when the book shows it; throws `ApiError`. */
export interface ReplyApi {
  add(scope: ReplyScope, reply: QuickReplyBody): Promise<QuickReply>
  change(scope: ReplyScope, id: string, reply: QuickReplyBody): Promise<void>
  remove(scope: ReplyScope, id: string): Promise<void>
  restore(scope: ReplyScope, id: string): Promise<void>
  order(scope: ReplyScope, ids: readonly string[]): Promise<void>
  importRows(scope: ReplyScope, rows: readonly ImportedRow[]): Promise<void>
  addGroup(scope: ReplyScope, name: string): Promise<ReplyGroup>
  renameGroup(scope: ReplyScope, id: string, name: string): Promise<void>
  removeGroup(scope: ReplyScope, id: string): Promise<void>
  orderGroups(scope: ReplyScope, ids: readonly string[]): Promise<void>
  addMaterials(materials: readonly MaterialBody[]): Promise<readonly Material[]>
  changeMaterial(id: string, material: MaterialBody): Promise<void>
  removeMaterial(id: string): Promise<void>
  restoreMaterial(id: string): Promise<void>
}

function createReplyApi(accountId: string, book: ReplyBook): ReplyApi {
  const account = `/api/accounts/${encodeURIComponent(accountId)}`
  async function act<Answer>(asked: Promise<unknown>): Promise<Answer> {
    const answer = await asked
    await book.refresh()
    // Our own server of the same release said it.
    return answer as Answer
  }
  const say = <Answer = void>(path: string, method: 'POST' | 'PUT' | 'PATCH', body: unknown) =>
    act<Answer>(requestJson(`${account}/${path}`, method, body))
  const remove = (path: string) => act<void>(request(`${account}/${path}`, { method: 'DELETE' }))
  return {
    add: (scope, reply) => say('replies', 'POST', { scope, reply }),
    change: (scope, id, reply) => say(`replies/${id}?scope=${scope}`, 'PUT', reply),
    remove: (scope, id) => remove(`replies/${id}?scope=${scope}`),
    restore: (scope, id) => say(`replies/${id}/restore?scope=${scope}`, 'POST', {}),
    order: (scope, ids) => say('replies/order', 'PUT', { scope, ids }),
    importRows: (scope, rows) => say('replies/import', 'POST', { scope, rows }),
    addGroup: (scope, name) => say('reply-groups', 'POST', { scope, name }),
    renameGroup: (scope, id, name) => say(`reply-groups/${id}?scope=${scope}`, 'PATCH', { name }),
    removeGroup: (scope, id) => remove(`reply-groups/${id}?scope=${scope}`),
    orderGroups: (scope, ids) => say('reply-groups/order', 'PUT', { scope, ids }),
    async addMaterials(materials) {
      const answer = await say<{ materials: Material[] }>('materials', 'POST', { materials })
      return answer.materials
    },
    changeMaterial: (id, material) => say(`materials/${id}`, 'PUT', material),
    removeMaterial: (id) => remove(`materials/${id}`),
    restoreMaterial: (id) => say(`materials/${id}/restore`, 'POST', {}),
  }
}

export function useReplyApi(): ReplyApi {
  const { accountId } = useDeskStore().api
  const book = useReplyBook()
  return useMemo(() => createReplyApi(accountId, book), [accountId, book])
}
