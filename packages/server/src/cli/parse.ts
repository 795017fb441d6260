import { parseArgs } from 'node:util'
import { type Command, CommandError } from './command.ts'

export interface Parsed {
  readonly command: Command
  readonly options: Record<string, unknown>
  readonly operands: readonly string[]
}

/** Finds the command and checks its options; null = help is wanted. Throws CommandError with what is wrong. */
export function parseCommand(args: readonly string[], commands: readonly Command[]): Parsed | null {
  if (args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help') return null
  const command = commands.find(({ name }) => {
    const words = name.split(' ')
    return words.every((word, index) => args[index] === word)
  })
  if (command === undefined)
    throw new CommandError(
      `没有命令「${args.join(' ')}」。用 --help 查看。`,
      `There is no command "${args.join(' ')}". See --help.`,
    )
  const rest = args.slice(command.name.split(' ').length)
  const { values, positionals } = split(command, rest)
  if (positionals.length !== (command.operands ?? 0))
    throw new CommandError(`用法：${usageOf(command)}`, `Usage: ${usageOf(command)}`)
  return { command, options: check(command, values), operands: positionals }
}

export function usageOf({ name, usage }: Command): string {
  return `duokefu ${name} ${usage}`.trim()
}

function split(command: Command, args: readonly string[]) {
  const flags = new Set(command.flags)
  const options = Object.fromEntries(
    Object.keys(command.options.shape).map((name) => [
      name,
      { type: flags.has(name) ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new CommandError(`参数不对：${reason}`, `Wrong option: ${reason}`)
  }
}

function check(command: Command, values: Record<string, unknown>): Record<string, unknown> {
  const parsed = command.options.safeParse(values)
  if (parsed.success) return values
  const issue = parsed.error.issues[0]
  const option = `--${String(issue?.path[0])}`
  throw new CommandError(
    values[String(issue?.path[0])] === undefined ? `缺少 ${option}。` : `${option} 不对：${issue?.message}`,
    values[String(issue?.path[0])] === undefined
      ? `${option} is missing.`
      : `${option} is wrong: ${issue?.message}`,
  )
}
