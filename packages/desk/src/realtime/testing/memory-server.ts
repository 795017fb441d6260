import type {
  ClientFrame,
  CommandAnswer,
  ConversationRow,
  DeskCommandBody,
  ErrorCode,
  Message,
  ServerFrame,
} from '@duokefu/contract'
import type { Api, PageAsked } from '../api.ts'
import { ApiError, apiError } from '../api-error.ts'
import type { OpenSocket, SocketListener } from '../socket.ts'
import { aLast, aMessage, aSnapshot, me, noon } from './builders.ts'

const PAGE = 3

/** A server of one account in memory: enough of the real one for the store to be right or wrong with. */
export interface MemoryServer {
  readonly api: Api
  readonly openSocket: OpenSocket
  /** How many sockets were opened, and what each command asked for, repeats included. */
  readonly opened: () => number
  readonly posted: DeskCommandBody[]
  readonly viewed: () => readonly string[]
  put(row: ConversationRow): void
  /** The fan writes: stored, and told to the open socket. */
  say(openid: string): void
  tell(frame: ServerFrame): void
  /** Every socket is gone; new ones and requests fail until `up`. */
  down(): void
  up(): void
  /** The socket hears nothing more and says nothing, as when a cable is pulled. */
  freeze(): void
  refuseNext(code: ErrorCode): void
  /** The next command takes effect and its answer is lost on the way. */
  loseNextAnswer(): void
  /** Requests wait until `release`. */
  hold(): void
  release(): void
}

export function createMemoryServer(now: () => number): MemoryServer {
  const rows = new Map<string, ConversationRow>()
  const records = new Map<string, Message[]>()
  const outcomes = new Map<string, CommandAnswer>()
  const posted: DeskCommandBody[] = []
  let socket: SocketListener | null = null
  let opened = 0
  let viewed: readonly string[] = []
  let isDown = false
  let frozen = false
  let refusal: ErrorCode | null = null
  let answerLost = false
  let tellError: (error: ApiError) => void = () => {}
  let gate: Promise<void> = Promise.resolve()
  let openGate = () => {}

  async function ask<T>(answer: () => T): Promise<T> {
    await gate
    if (isDown) throw apiError('unavailable', false)
    return answer()
  }

  function record(openid: string, part: Partial<Message>): Message {
    const before = rows.get(openid)
    if (before === undefined) throw apiError('not_found', true)
    const thread = records.get(openid) ?? []
    const seq = (thread.at(-1)?.seq ?? 0) + 1
    const message = aMessage(openid, seq, { version: before.version + 1, at: now(), ...part })
    records.set(openid, [...thread, message])
    rows.set(openid, {
      ...before,
      version: message.version,
      last: aLast(seq, message.at, message.direction),
      unansweredSince: message.direction === 'in' ? (before.unansweredSince ?? message.at) : null,
    })
    tell({
      type: 'messages',
      openid,
      since: before.version,
      version: message.version,
      messages: [message],
    })
    tellRow(openid)
    return message
  }

  function tell(frame: ServerFrame): void {
    if (!frozen) socket?.onFrame(frame)
  }

  function tellRow(openid: string): void {
    const row = rows.get(openid)
    if (row !== undefined) tell({ type: 'conversations', rows: [row] })
  }

  function answerOf(openid: string, message: Message | null): CommandAnswer {
    const conversation = rows.get(openid)
    if (conversation === undefined) throw apiError('not_found', true)
    return { conversation, message }
  }

  function carryOut(openid: string, body: DeskCommandBody): CommandAnswer {
    const known = outcomes.get(body.id)
    if (known !== undefined) return known
    if (refusal !== null) {
      const code = refusal
      refusal = null
      throw new ApiError({ code, by: '2', count: null, final: false, requestId: null })
    }
    const text = body.type === 'reply' && body.content.type === 'text' ? body.content.text : ''
    const content = { type: 'text', text, menuId: null } as const
    const message =
      body.type === 'reply'
        ? record(openid, { direction: 'out', origin: 'agent', clientId: body.id, content })
        : null
    const answer = answerOf(openid, message)
    outcomes.set(body.id, answer)
    return answer
  }

  const api: Api = {
    accountId: '1',
    onError(listener) {
      tellError = listener
    },
    checkLogin: () => ask(() => undefined),
    desk: () =>
      ask(() => ({
        ...aSnapshot([...rows.values()].filter(inSnapshot)),
        serverTime: now(),
      })),
    recent: () =>
      ask(() => ({
        conversations: [...rows.values()].filter((row) => row.state === 'none'),
        nextBefore: null,
      })),
    serving: () =>
      ask(() => ({ conversations: [...rows.values()].filter((row) => row.state === 'serving') })),
    conversation: (openid) =>
      ask(() => ({ conversation: answerOf(openid, null).conversation, customer: customerOf(openid) })),
    messages: (openid, asked) =>
      ask(() => {
        const all = records.get(openid) ?? []
        const [from, to] = spanOf(all, asked)
        const page = all.slice(Math.max(0, from), to)
        const first = page[0]
        const last = page.at(-1)
        return {
          version: rows.get(openid)?.version ?? 0,
          messages: page,
          before: first === undefined || first === all[0] ? null : cursor(first),
          after: last === undefined || last === all.at(-1) ? null : cursor(last),
          olderDeleted: false,
        }
      }),
    async command(openid, body) {
      posted.push(body)
      try {
        const answer = await ask(() => carryOut(openid, body))
        if (!answerLost) return answer
        answerLost = false
        throw apiError('unavailable', false)
      } catch (thrown) {
        if (thrown instanceof ApiError) tellError(thrown)
        throw thrown
      }
    },
    patchCustomer: (openid) => api.conversation(openid),
    patchMe: (patch) => ask(() => ({ ...aSnapshot([]).me.settings, ...patch })),
    release: () => ask(() => undefined),
    upload: () => ask(() => ({ key: 'k', mime: 'image/png', bytes: 1, width: 1, height: 1 })),
    retryMedia: () => ask(() => undefined),
    mediaUrl: (key) => `/media/${key}`,
  }

  return {
    api,
    openSocket(listener) {
      opened += 1
      socket = listener
      frozen = false
      queueMicrotask(() => {
        if (socket !== listener) return
        if (isDown) listener.onLost()
        else listener.onFrame({ type: 'hello', serverTime: now() })
      })
      return {
        send(frame: ClientFrame) {
          if (frame.type === 'view') viewed = frame.openids
          else tell({ type: 'pong', n: frame.n, serverTime: now() })
        },
        close() {
          if (socket === listener) socket = null
        },
      }
    },
    opened: () => opened,
    posted,
    viewed: () => viewed,
    put(row) {
      rows.set(row.openid, row)
      tellRow(row.openid)
    },
    say: (openid) => void record(openid, {}),
    tell,
    down() {
      isDown = true
      const lost = socket
      socket = null
      lost?.onLost()
    },
    up() {
      isDown = false
    },
    freeze() {
      frozen = true
    },
    refuseNext(code) {
      refusal = code
    },
    loseNextAnswer() {
      answerLost = true
    },
    hold() {
      gate = new Promise((resolve) => {
        openGate = resolve
      })
    },
    release: () => openGate(),
  }
}

function inSnapshot(row: ConversationRow): boolean {
  return row.state === 'waiting' || (row.state === 'serving' && row.agentId === me)
}

/** Where a page begins, and where the next one would. */
function spanOf(all: readonly Message[], asked: PageAsked): [number, number] {
  const seqOf = (place: string) => Number(place.split('.')[0])
  if ('before' in asked) {
    const end = all.findIndex(({ seq }) => seq >= seqOf(asked.before))
    return [end - PAGE, end]
  }
  if ('after' in asked) {
    const start = all.findIndex(({ seq }) => seq > seqOf(asked.after))
    return start < 0 ? [all.length, all.length] : [start, start + (asked.limit ?? PAGE)]
  }
  if ('around' in asked) {
    const middle = all.findIndex(({ seq }) => seq === asked.around)
    return [middle - 1, middle + 2]
  }
  return [all.length - PAGE, all.length]
}

function cursor(message: Message): string {
  return `${message.seq}.${message.at}`
}

function customerOf(openid: string) {
  return {
    openid,
    remark: null,
    description: null,
    tags: [],
    subscribedAt: noon,
    source: null,
    firstSeenAt: noon,
  }
}
