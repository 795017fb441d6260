import type {
  CustomerSearchAnswer,
  DaysAnswer,
  exportFormats,
  PeriodsAnswer,
  RecordsAnswer,
  WordsAnswer,
} from '@duokefu/contract'
import { request } from '../../realtime/http.ts'

export type ExportFormat = (typeof exportFormats)[number]

/** What 接待记录 is narrowed to, as the address has it. */
export type Filter = Readonly<Record<string, string>>

const account = (accountId: string) => `/api/accounts/${encodeURIComponent(accountId)}`
const customer = (accountId: string, openid: string) =>
  `${account(accountId)}/conversations/${encodeURIComponent(openid)}`
const query = (values: Readonly<Record<string, string | number | null>>) =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  ).toString()

/** What our own server of the same release answers; `request` throws an ApiError for everything else. */
async function get<Answer>(path: string): Promise<Answer> {
  return (await request(path)) as Answer
}

/** Records of one customer and of the account. */
export const recordsApi = {
  periods: (a: string, openid: string, before: number | null) =>
    get<PeriodsAnswer>(`${customer(a, openid)}/periods?${query({ before })}`),
  days: (a: string, openid: string, month: string) =>
    get<DaysAnswer>(`${customer(a, openid)}/days?${query({ month })}`),
  search: (a: string, openid: string, wish: { q: string; only: 'all' | 'pictures'; before: number | null }) =>
    get<CustomerSearchAnswer>(`${customer(a, openid)}/search?${query(wish)}`),
  records: (a: string, filter: Filter, cursor: string | null) =>
    get<RecordsAnswer>(`${account(a)}/records?${query({ ...filter, cursor })}`),
  words: (a: string, filter: Filter, before: number | null) =>
    get<WordsAnswer>(`${account(a)}/records/search?${query({ ...filter, before })}`),
  /** Addresses of files, for links. */
  conversationFile: (a: string, openid: string, format: ExportFormat, lang: string) =>
    `${customer(a, openid)}/export?${query({ format, lang })}`,
  recordsFile: (a: string, filter: Filter, format: ExportFormat, lang: string) =>
    `${account(a)}/records/export?${query({ ...filter, format, lang })}`,
}
