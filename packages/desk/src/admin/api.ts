import type {
  AccountSettings,
  AccountSettingsAnswer,
  AuditAnswer,
  CallbackKeys,
  Connection,
  ConnectionChecks,
  ConnectionPatch,
  DeveloperTestAnswer,
  InterfaceAnswer,
  NewAccount,
  NewAccountAnswer,
  OlderAnswer,
  Overview,
  PatternAnswer,
  Rule,
  RulesAnswer,
  TryRules,
  TryRulesAnswer,
} from '@duokefu/contract'
import { request, requestJson } from '../realtime/http.ts'

/** What our own server of the same release answers; `request` throws an ApiError for everything else. */
async function answer<Answer>(asked: Promise<unknown>): Promise<Answer> {
  return (await asked) as Answer
}

const at = (accountId: string, path: string) => `/api/accounts/${accountId}/${path}`

/** The server as the account's own pages ask it. */
export const accountApi = {
  connect: (body: NewAccount) => answer<NewAccountAnswer>(requestJson('/api/accounts', 'POST', body)),
  setUp: (body: { token: string; name: string }) => requestJson('/api/setup', 'POST', body),
  overview: (id: string) => answer<Overview>(request(at(id, 'overview'))),

  connection: (id: string) => answer<Connection>(request(at(id, 'connection'))),
  changeConnection: (id: string, patch: ConnectionPatch) =>
    answer<Connection>(requestJson(at(id, 'connection'), 'PATCH', patch)),
  replaceKeys: (id: string, keys: Partial<CallbackKeys>) =>
    answer<CallbackKeys>(requestJson(at(id, 'connection/keys'), 'POST', keys)),
  testDeveloper: (id: string, body: { url: string; token?: string | null }) =>
    answer<DeveloperTestAnswer>(requestJson(at(id, 'connection/developer-test'), 'POST', body)),
  check: (id: string) => answer<ConnectionChecks>(requestJson(at(id, 'connection/checks'), 'POST', {})),

  interface: (id: string) => answer<InterfaceAnswer>(request(at(id, 'interface'))),
  turnWechatDesk: (id: string, on: boolean) =>
    answer<InterfaceAnswer>(requestJson(at(id, 'interface/wechat-desk'), 'PUT', { on })),
  turnInterface: (id: string, on: boolean) =>
    answer<InterfaceAnswer>(requestJson(at(id, 'interface'), 'PUT', { on })),

  settings: (id: string) => answer<AccountSettingsAnswer>(request(at(id, 'settings'))),
  changeSettings: (id: string, body: { version: number; settings: Partial<AccountSettings> }) =>
    answer<AccountSettingsAnswer>(requestJson(at(id, 'settings'), 'PATCH', body)),

  olderRecords: (id: string, days: number) =>
    answer<OlderAnswer>(request(at(id, `records/older?days=${days}`))),

  rules: (id: string) => answer<RulesAnswer>(request(at(id, 'rules'))),
  putRules: (id: string, body: { version: number; rules: readonly Rule[] }) =>
    answer<RulesAnswer>(requestJson(at(id, 'rules'), 'PUT', body)),
  checkPattern: (id: string, pattern: string) =>
    answer<PatternAnswer>(requestJson(at(id, 'rules/pattern'), 'POST', { pattern })),
  tryRules: (id: string, body: TryRules) =>
    answer<TryRulesAnswer>(requestJson(at(id, 'rules/try'), 'POST', body)),

  audit: (id: string, query: Record<string, string>) =>
    answer<AuditAnswer>(request(`${at(id, 'audit')}?${new URLSearchParams(query)}`)),
}
