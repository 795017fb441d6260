import type {
  Contact,
  ContactAnswer,
  InvitationAnswer,
  NewInvitation,
  NewTeamAgent,
  TeamAgent,
  TeamAgentPatch,
  TeamAnswer,
  UploadAnswer,
} from '@duokefu/contract'
import { request, requestJson } from '../../realtime/http.ts'

/** What our own server of the same release answers; `request` throws an ApiError for everything else. */
async function answer<Answer>(asked: Promise<unknown>): Promise<Answer> {
  return (await asked) as Answer
}

const at = (accountId: string, path = '') => `/api/accounts/${accountId}/team${path}`

/** Agents and groups as the server keeps them. */
export const teamApi = {
  team: (id: string) => answer<TeamAnswer>(request(at(id))),
  /** Has WeChat asked; what it said is in the team from then on. */
  refresh: (id: string) => requestJson(at(id, '/refresh'), 'POST', {}),
  verify: (id: string, contact: Contact) =>
    answer<ContactAnswer>(requestJson(at(id, '/contact'), 'POST', contact)),
  add: (id: string, agent: NewTeamAgent) => answer<TeamAgent>(requestJson(at(id, '/agents'), 'POST', agent)),
  change: (id: string, agentId: string, patch: TeamAgentPatch) =>
    answer<TeamAgent>(requestJson(at(id, `/agents/${agentId}`), 'PATCH', patch)),
  act: (
    id: string,
    agentId: string,
    act: 'deactivate' | 'reactivate' | 'unbind' | 'kf/retry' | 'invitation/confirm' | 'invitation/refuse',
    body: object = {},
  ) => answer<TeamAgent>(requestJson(at(id, `/agents/${agentId}/${act}`), 'POST', body)),
  invite: (id: string, agentId: string, invitation: NewInvitation) =>
    answer<InvitationAnswer>(requestJson(at(id, `/agents/${agentId}/invitation`), 'POST', invitation)),
  withdraw: (id: string, agentId: string) =>
    answer<TeamAgent>(request(at(id, `/agents/${agentId}/invitation`), { method: 'DELETE' })),
  addGroup: (id: string, group: { name: string; members: string[] }) =>
    answer<TeamAnswer>(requestJson(at(id, '/groups'), 'POST', group)),
  changeGroup: (id: string, groupId: string, group: { name: string; members: string[] }) =>
    answer<TeamAnswer>(requestJson(at(id, `/groups/${groupId}`), 'PATCH', group)),
  deleteGroup: (id: string, groupId: string) =>
    answer<TeamAnswer>(request(at(id, `/groups/${groupId}`), { method: 'DELETE' })),
  async upload(id: string, picture: Blob): Promise<string> {
    const form = new FormData()
    form.append('media', picture, 'avatar.jpg')
    const path = `/api/accounts/${id}/media`
    return (await answer<UploadAnswer>(request(path, { method: 'POST', body: form }))).key
  },
}

/** Where an agent's picture is. */
export function pictureUrl(accountId: string, key: string | null): string | null {
  return key === null ? null : `/api/accounts/${accountId}/media/${key}`
}
