import { type MessagesAnswer, type Thread, withPage } from '@duokefu/contract'
import type { Api } from './api.ts'

/** The longest page that the server gives. */
const LONGEST = 200

/** The records of a run once more, from its first to its last: what changed in between is in them. */
export async function fetchRun(api: Api, openid: string, known: Thread): Promise<MessagesAnswer> {
  const first = known.messages[0]
  const last = known.messages.at(-1)
  if (first === undefined || last === undefined) return api.messages(openid, { newest: true })
  const { before, olderDeleted } = known
  const beginning = { after: `${first.seq - 1}.${first.at}`, limit: LONGEST }
  let run = withPage(undefined, await api.messages(openid, beginning), 'around')
  while (run.after !== null && (run.messages.at(-1)?.seq ?? last.seq) < last.seq) {
    run = withPage(run, await api.messages(openid, { after: run.after, limit: LONGEST }), 'newer')
  }
  return { ...run, messages: [...run.messages], before, olderDeleted }
}
