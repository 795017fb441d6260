import { expect, it } from 'vitest'
import { z } from 'zod'
import { command } from './command.ts'
import { parseCommand } from './parse.ts'

const nothing = async () => ({ json: null, lines: [] })
const help = { zh: '', en: '' }
const commands = [
  command({
    name: 'shop add',
    usage: '--name …',
    help,
    options: z.object({
      name: z.string(),
      mode: z.enum(['plain', 'safe']).optional(),
      big: z.boolean().optional(),
    }),
    flags: ['big'],
    run: nothing,
  }),
  command({ name: 'open', usage: 'SHOP', help, options: z.object({}), operands: 1, run: nothing }),
]

it('[design] tells words, options and flags apart', () => {
  const parsed = parseCommand(['shop', 'add', '--name', '木棉书屋', '--big'], commands)
  expect(parsed).toMatchObject({ command: { name: 'shop add' }, options: { name: '木棉书屋', big: true } })
  expect(parseCommand(['open', '12'], commands)).toMatchObject({ operands: ['12'] })
})

it.each([[[]], [['--help']], [['shop', 'add', '-h']], [['help']]])(
  '[design] shows the help for %j',
  (args) => {
    expect(parseCommand(args, commands)).toBeNull()
  },
)

it.each([
  ['no such command', ['shp', 'add'], 'There is no command'],
  ['half a command', ['shop'], 'There is no command'],
  ['a missing option', ['shop', 'add'], '--name is missing'],
  ['a wrong value', ['shop', 'add', '--name', 'x', '--mode', 'loud'], '--mode is wrong'],
  ['an unknown option', ['open', '12', '--all'], 'Wrong option'],
  ['a value for a flag', ['shop', 'add', '--name', 'x', '--big=yes'], 'Wrong option'],
  ['a word missing', ['open'], 'Usage: duokefu open SHOP'],
  ['a word too many', ['open', '1', '2'], 'Usage: duokefu open SHOP'],
])('[design] says what is wrong: %s', (_name, args, sentence) => {
  expect(() => parseCommand(args, commands)).toThrow(sentence)
})
