import type {
  CompatAddress,
  CompatAnswer,
  CompatDoor,
  CompatPatch,
  NewCompatKeyAnswer,
} from '@duokefu/contract'
import { request, requestJson } from '../../realtime/http.ts'

/** What our own server of the same release answers; `request` throws an ApiError for everything else. */
async function answer<Answer>(asked: Promise<unknown>): Promise<Answer> {
  return (await asked) as Answer
}

const at = (accountId: string, path = '') => `/api/accounts/${accountId}/compat${path}`
const remove = (path: string) => answer<CompatAnswer>(request(path, { method: 'DELETE' }))

/** The doors for programs. Every change answers what is true after it. */
export const compatApi = {
  compat: (id: string) => answer<CompatAnswer>(request(at(id))),
  change: (id: string, patch: CompatPatch) => answer<CompatAnswer>(requestJson(at(id), 'PATCH', patch)),
  addKey: (id: string, door: CompatDoor, name: string) =>
    answer<NewCompatKeyAnswer>(requestJson(at(id, '/keys'), 'POST', { door, name })),
  revokeKey: (id: string, keyId: string) => remove(at(id, `/keys/${keyId}`)),
  addAddress: (id: string, address: Omit<CompatAddress, 'id'>) =>
    answer<CompatAnswer>(requestJson(at(id, '/addresses'), 'POST', address)),
  removeAddress: (id: string, addressId: string) => remove(at(id, `/addresses/${addressId}`)),
}
