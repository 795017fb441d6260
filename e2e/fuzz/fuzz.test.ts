import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { fuzz } from './run.ts'

const root = path.resolve(import.meta.dirname, '../..')
const seed = Date.now() % 1_000_000

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: root })
})

it(`[design] what nobody should send breaks nothing, at any route (seed ${seed})`, async () => {
  const lines: string[] = []
  const tell = (line: string) => lines.push(line)
  const slow = { each: 3, untilCut: false }
  const result = await fuzz({ requests: 2_000, seed, only: null, seconds: 0, slow, tell })
  expect(result.wrongs, lines.join('\n')).toEqual([])
  // Of a table of more than two hundred, by chance; and past the doors.
  expect(result.routes.asked).toBeGreaterThan(150)
  expect(result.answers.get(200)).toBeGreaterThan(100)
  expect(result.inTheRecord).toBeGreaterThan(10)
})
