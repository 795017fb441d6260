import type { z } from 'zod'
import type { Operator } from './operator.ts'

/** What is said to the person at the terminal, in both languages. */
export interface Words {
  readonly zh: string
  readonly en: string
}

/** What a command found or did: `--json` prints `json`, a person reads `lines`. */
export interface Said {
  readonly json: unknown
  readonly lines: readonly string[]
  /** Checks failed: the exit code says so. */
  readonly failed?: boolean
}

/** One thing that an operator does. Options are the keys of the schema; booleans take no value. */
export interface Command<Options extends z.ZodObject = z.ZodObject> {
  /** As typed: 「account add」. */
  readonly name: string
  /** What stands after the name, for the help. */
  readonly usage: string
  readonly help: Words
  readonly options: Options
  /** Names of options that take no value. */
  readonly flags?: readonly string[]
  /** How many words besides the options, at least and at most. */
  readonly operands?: number
  readonly run: (operator: Operator, options: z.output<Options>, operands: readonly string[]) => Promise<Said>
}

/** Keeps the options' types between schema and `run`, and forgets them for the list of commands. */
export function command<Options extends z.ZodObject>(definition: Command<Options>): Command {
  return {
    ...definition,
    run: (operator, options, operands) =>
      definition.run(operator, definition.options.parse(options), operands),
  }
}

/** The operator asked for something that can't be; the sentence says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly words: Words

  constructor(zh: string, en: string) {
    super(en)
    this.words = { zh, en }
  }
}
