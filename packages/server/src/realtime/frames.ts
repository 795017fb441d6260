import type { ConversationRow, Message, ServerFrame } from '@duokefu/contract'

/** A frame as it goes over the wire. */
export function frameText(frame: ServerFrame): string {
  return JSON.stringify(frame)
}

/** Something worked out when the first socket needs it, and once for all of them. */
export interface Once<Value> {
  readonly get: () => Value
}

export function once<Value>(make: () => Value): Once<Value> {
  let made: { readonly value: Value } | null = null
  return {
    get() {
      made ??= { value: make() }
      return made.value
    },
  }
}

/** A row on its way to sockets: its text is the same for all of them. */
export interface RowText {
  readonly openid: string
  readonly version: number
  readonly text: Once<string>
}

export function rowText(row: Once<ConversationRow>, openid: string, version: number): RowText {
  return { openid, version, text: once(() => JSON.stringify(row.get())) }
}

/** The frame of many rows, put together from their texts. */
export function rowsFrame(rows: readonly RowText[]): string {
  return `{"type":"conversations","rows":[${rows.map((row) => row.text.get()).join(',')}]}`
}

export function messagesFrame(
  openid: string,
  since: number,
  version: number,
  messages: () => Message[],
): Once<string> {
  return once(() => frameText({ type: 'messages', openid, since, version, messages: messages() }))
}
