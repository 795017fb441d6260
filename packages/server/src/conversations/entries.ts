import type { Content, Media } from '@duokefu/contract'
import type {
  AccountId,
  AgentId,
  ApiCommand,
  Command,
  DeskCommand,
  FanAct,
  Refusal,
  Reservation,
  Route,
  SessionId,
} from '@duokefu/engine'
import type { ConversationRecord, MessageRecord } from './records.ts'
import type { Standing } from './standing.ts'

/** What is sent to WeChat for a reply: the object under its msgtype, and files by our own key until they are uploaded. */
export type Payload =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'voice'; readonly mediaKey: string }
  | { readonly type: 'video'; readonly mediaKey: string; readonly thumbKey: string | null }
  | {
      readonly type: 'link'
      readonly title: string
      readonly description: string
      readonly url: string
      readonly picUrl: string | null
    }
  | {
      readonly type: 'menu'
      readonly head: string
      readonly items: readonly { readonly id: string; readonly content: string }[]
      readonly tail: string
    }
  | {
      readonly type: 'miniprogram'
      readonly title: string
      readonly appid: string
      readonly pagePath: string
      readonly coverKey: string
    }
  /** A program's message, as it gave it: the object under its msgtype, WeChat's own media ids in it. */
  | {
      readonly type: 'given'
      readonly msgtype: string
      readonly body: { readonly [name: string]: unknown }
      readonly isByAi: boolean
    }
  /** A reply of the developer URL, as clear XML or JSON, that could not go out as the passive reply any more. */
  | { readonly type: 'passive'; readonly clear: string; readonly format: 'xml' | 'json' }

interface Target {
  readonly accountId: AccountId
  readonly openid: string
}

/** What can be said in the answer to a callback; `transfer` hands the fan to WeChat's own desk. */
export type PassiveContent =
  | Extract<Payload, { readonly type: 'text' | 'link' }>
  | { readonly type: 'transfer'; readonly kfAccount: string | null }

/** A fan's message or event, as a callback brought it. */
export interface InboundEntry extends Target {
  readonly type: 'inbound'
  /** The duplicate key (L6) and the day it is filed under. */
  readonly key: string
  readonly day: string
  /** Names this attempt, so that a commit whose outcome was lost is known again. */
  readonly attemptId: string
  readonly act: FanAct
  /** null: nothing is recorded (a report such as LOCATION or a job's end); the receipt and the way to the developer URL stay. */
  readonly content: Content | null
  /** A file to be fetched from WeChat, named in `content` by the same key. */
  readonly media: { readonly key: string; readonly source: MediaSource } | null
  /** The first picture of a video, or a mini program's, likewise. */
  readonly thumb?: { readonly key: string; readonly source: MediaSource }
  /** False for events that make no customer (L2). */
  readonly createsCustomer: boolean
  readonly msgId: string | null
  readonly sentAt: number
  /** True while the developer URL is left alone, since it keeps failing: nothing is forwarded. */
  readonly developerDown?: boolean
  /** The developer URL was asked while storage was away: its answer comes as an entry of its own, whatever is decided. */
  readonly told?: boolean
  /** Makes the clear passive reply of what we say in the answer; it is kept with the receipt. */
  readonly encodeAnswer: (content: PassiveContent) => string
}

export interface MediaSource {
  readonly mediaId: string
  /** Of a voice: the same at 16 kHz (MediaId16K). Rows of earlier versions have none. */
  readonly mediaId16k?: string | null
  readonly picUrl: string | null
  readonly type: 'image' | 'voice' | 'video'
}

/** Commit B: what the developer URL answered (design: a callback, step by step). With `late` it comes a second time. */
export interface AnswerEntry extends Target {
  readonly type: 'answer'
  readonly key: string
  readonly day: string
  readonly attemptId: string
  /** The clear passive reply that WeChat gets and repeats get again; null = success. */
  readonly answer: string | null
  /** The record of that reply; null when there was none. */
  readonly reply: { readonly content: Content } | null
  /** It said transfer_customer_service: ours, or `clear`, its words, for WeChat, as the account is set at the commit (L17). */
  readonly handOver: {
    readonly to: Reservation | null
    readonly kfAccount: string | null
    readonly clear: string | null
  } | null
  /** Set when WeChat has been answered already: the reply goes out through the outbox. */
  readonly late: { readonly payload: Payload } | null
  /** As the callback's own, for what of ours may take the answer. */
  readonly encodeAnswer: InboundEntry['encodeAnswer']
  /** True: this is WeChat's answer, and what the developer URL still says comes as a `late` one. */
  readonly awaited?: boolean
  /** True: WeChat has heard `success` already, so that nothing of ours can take the answer's place. */
  readonly answered?: boolean
}

/** The developer URL heard of a kf_* event (L5); what it answered goes out through the outbox. */
export interface ToldEntry extends Target {
  readonly type: 'told'
  readonly eventId: string
  readonly reply: { readonly content: Content; readonly payload: Payload }
}

/** A person's command at the desk. */
export interface DeskEntry extends Target {
  readonly type: 'desk'
  readonly commandId: string
  readonly command: DeskCommand | DeskRecordCommand
  /** Of a reply: what is shown and what is sent. */
  readonly reply: { readonly content: Content; readonly payload: Payload } | null
}

/** Desk commands that change records and no state, so that the engine has nothing to decide. */
export type DeskRecordCommand =
  | { readonly type: 'retry'; readonly by: AgentId; readonly session: SessionId; readonly seq: number }
  | { readonly type: 'discard'; readonly by: AgentId; readonly seq: number }
  | { readonly type: 'note'; readonly by: AgentId; readonly text: string }
  | { readonly type: 'read'; readonly by: AgentId; readonly seq: number }
  | { readonly type: 'mark_unread'; readonly by: AgentId }
  | { readonly type: 'pin'; readonly by: AgentId; readonly on: boolean }
  | { readonly type: 'set_remark'; readonly by: AgentId; readonly remark: string | null }

/** A program's command, through the WeChat-compatible API. */
export interface ApiEntry extends Target {
  readonly type: 'api'
  /** Names the call: said again, it hears the first outcome. */
  readonly commandId: string
  readonly command: ApiCommand
  /** Of a message: what is shown, what is sent, and the files in it, which WeChat has. */
  readonly message: {
    readonly content: Content
    readonly payload: Payload
    readonly files: readonly { readonly key: string; readonly source: MediaSource }[]
  } | null
}

/** What happens without a person: clocks, the switch, an agent who leaves, a hand-over by API, an allocator's accept. */
export interface EngineEntry extends Target {
  readonly type: 'engine'
  readonly command: Command
}

/** What became of a message that was claimed for sending. */
export interface DeliveredEntry extends Target {
  readonly type: 'delivered'
  readonly seq: number
  /** Attempts that ended before the one this tells of, where claims count them: told again after a later claim, it means nothing. */
  readonly attempts?: number
  readonly result: DeliveryResult
}

export type DeliveryResult =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly errcode: number | null; readonly errmsg: string }
  | { readonly state: 'uncertain'; readonly errcode: number | null; readonly errmsg: string }
  /** 45015, 45047: back to the fan's next message (L9). */
  | { readonly state: 'no_quota'; readonly errcode: number; readonly errmsg: string }
  /** Not sent at all: try again at this time. */
  | { readonly state: 'again'; readonly at: number; readonly errcode: number | null; readonly errmsg: string }

/** A file of a record arrived or was given up: the record shows it. */
export interface MediaEntry extends Target {
  readonly type: 'media'
  readonly seq: number
  readonly media: Media
}

export type Entry =
  | InboundEntry
  | AnswerEntry
  | ToldEntry
  | DeskEntry
  | ApiEntry
  | EngineEntry
  | DeliveredEntry
  | MediaEntry

/** What the submitter of an entry hears, once it is on durable storage. */
export type Outcome =
  | {
      readonly type: 'taken'
      readonly route: Route
      readonly seq: number | null
      readonly answer: PassiveAnswer | null
      /** The developer URL would have heard of it, were it not left alone. */
      readonly spared: boolean
      /** Something of ours is said when the developer URL says nothing. */
      readonly waits: boolean
    }
  | {
      readonly type: 'duplicate'
      readonly closed: boolean
      readonly answer: string | null
      readonly toDeveloper: boolean
      readonly takenOver: boolean
    }
  /** `later`: of a late answer, whether it is on its way as a message of its own. */
  | { readonly type: 'answered'; readonly answer: PassiveAnswer | null; readonly later?: boolean }
  | {
      readonly type: 'done'
      readonly conversation: ConversationRecord
      readonly message: MessageRecord | null
    }
  | {
      readonly type: 'refused'
      readonly refusal: Refusal | { readonly code: 'not_found' }
      readonly conversation: ConversationRecord
    }
  | { readonly type: 'nothing' }

/** A reply that leaves in the HTTP answer; its `seq` is settled by a `delivered` entry once written (L15). */
export interface PassiveAnswer {
  readonly clear: string
  /** null: it is no message (a hand-over to WeChat's own desk). */
  readonly seq: number | null
}

/** What one group changed, told to listeners of this process after the commit. */
export interface Committed {
  readonly accountId: AccountId
  readonly changes: readonly Change[]
  /** An earlier attempt of this group may have been committed and never told: what `changes` says of before is not sure. */
  readonly unsure: boolean
  /** A reply may be due; a kf event may be due; a file is to be fetched. */
  readonly outbox: boolean
  readonly developerEvents: boolean
  readonly media: boolean
  /** Somebody waits, or an agent got room: time to drain. */
  readonly drain: boolean
  /** Agents whose number of conversations changed. */
  readonly loads: readonly AgentId[]
  /** Agents whose replies were counted. */
  readonly counted: readonly AgentId[]
}

export interface Change {
  readonly conversation: ConversationRecord
  /** The version before this group: `messages` is complete from there on. */
  readonly since: number
  readonly messages: readonly MessageRecord[]
  /** Before it, and before each commit that is told with it: whose screens hear that the customer is gone. */
  readonly before: readonly Standing[]
}

/** The one place that commits decisions. `deadline` (ms since 1970, this machine's clock): given up unavailable after it. */
export interface Ledger {
  submit(entry: Entry, deadline?: number): Promise<Outcome>
  /** The same for an entry that nobody waits for: it goes with the next ones, or by itself a moment later. */
  submitSoon(entry: Entry, deadline?: number): Promise<Outcome>
  onCommitted(listener: (committed: Committed) => void): () => void
  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Storage did not take the entry before its deadline; nothing is known to be stored. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError'
}
