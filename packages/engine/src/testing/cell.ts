import { expect } from 'vitest'
import type { Command, Refusal } from '../command.ts'
import type { Conversation, Subject } from '../conversation.ts'
import { decide } from '../decide.ts'
import { context, names } from './builders.ts'

/** A cell of the table of states and commands (L14). */
export interface Cell {
  readonly name: string
  readonly before: Subject
  readonly command: Command
  readonly about?: Parameters<typeof context>[0]
  /** A state with its details, or a refusal. */
  readonly after: Readonly<Record<string, unknown>> &
    ({ readonly state: Conversation['state'] } | { readonly code: Refusal['code'] })
  readonly effects?: readonly string[]
}

/** Decides the cell; a refusal must have left everything as it was. */
export function expectCell({ before, command, about, after, effects }: Cell): void {
  const decision = decide(before, command, context(about))
  if ('code' in after) {
    expect(decision).toEqual({ ok: false, refusal: after, next: decision.next, effects: [] })
    expect(decision.next.conversation.state).toBe(before.conversation.state)
  } else {
    expect(decision).toMatchObject({ ok: true, next: { conversation: after } })
  }
  if (effects !== undefined) expect(names(decision.effects)).toEqual(effects)
}
