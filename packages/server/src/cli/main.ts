import { StartError } from '../start-error.ts'
import { accountAdd, accountEdit, accountList, setupLink } from './account-commands.ts'
import { agentAdd, loginLink } from './agent-commands.ts'
import { CommandError, type Said, type Words } from './command.ts'
import { doctor } from './doctor.ts'
import { migrate } from './migrate.ts'
import { openInstallation } from './operator.ts'
import { type Parsed, parseCommand, usageOf } from './parse.ts'

const commands = [setupLink, accountAdd, accountEdit, accountList, agentAdd, loginLink, migrate, doctor]

const given = process.argv.slice(2)
const asJson = given.includes('--json')
process.exitCode = await main(given.filter((arg) => arg !== '--json'))

/** Runs one command; returns the exit code: 0 done, 1 it failed or found something wrong, 2 it was not understood. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommand(args, commands)
    if (parsed === null) console.log(help())
    else return await run(parsed)
    return 0
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    complain(error.words)
    return 2
  }
}

async function run({ command, options, operands }: Parsed): Promise<number> {
  try {
    const operator = await openInstallation(process.env, (line) => console.error(line))
    try {
      const said = await command.run(operator, options, operands)
      print(said)
      return said.failed === true ? 1 : 0
    } finally {
      await operator.close()
    }
  } catch (error) {
    complain(wordsOf(error))
    return 1
  }
}

function print({ json, lines }: Said): void {
  console.log(asJson ? JSON.stringify(json, null, 2) : lines.join('\n'))
}

function complain(words: Words): void {
  if (asJson) console.log(JSON.stringify({ error: words }, null, 2))
  else console.error(`${words.zh}\n${words.en}`)
}

function wordsOf(error: unknown): Words {
  if (error instanceof CommandError) return error.words
  if (error instanceof StartError) return error.sentence
  const reason = error instanceof Error ? error.message : String(error)
  return { zh: `没有成功：${reason}`, en: `It failed: ${reason}` }
}

function help(): string {
  const lines = commands.map(
    (command) => `  ${usageOf(command)}\n      ${command.help.zh}。/ ${command.help.en}.`,
  )
  return [
    '用法 / Usage: duokefu COMMAND [--json]',
    '',
    ...lines,
    '',
    '环境变量 DATABASE_URL、DATA_DIR、DUOKEFU_SECRET、PUBLIC_URL 与服务器相同。',
    'DATABASE_URL, DATA_DIR, DUOKEFU_SECRET and PUBLIC_URL mean what they mean for the server.',
  ].join('\n')
}
