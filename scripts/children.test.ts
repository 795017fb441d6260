import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startChild } from './children.mjs'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'duokefu-children-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function start(program: string) {
  const file = path.join(folder, 'program.mjs')
  writeFileSync(file, program)
  return startChild({ name: 'server', file, env: process.env, logFolder: path.join(folder, 'logs') })
}

it('[start] a child that is stopped hears it by the end of the channel, and is gone afterwards', async () => {
  const child = start(`
    process.send({ type: 'ready', url: 'http://127.0.0.1' })
    process.once('disconnect', () => process.exit())
    setInterval(() => {}, 1000)
  `)
  expect(await child.ready).toMatchObject({ url: 'http://127.0.0.1' })
  await child.stop()
  await child.gone
})

it('[start] a child that refuses to start says why in its own sentence', async () => {
  const child = start(`
    process.send({ type: 'failed', sentence: { zh: '数据目录不可用', en: 'the data folder is unusable' } })
  `)
  await expect(child.ready).rejects.toMatchObject({ sentence: { en: 'the data folder is unusable' } })
  await child.stop()
})

it('[start] a child that dies is reported with the end of its log', async () => {
  const child = start(`throw new Error('out of luck')`)
  await expect(child.ready).rejects.toMatchObject({
    sentence: { zh: expect.stringContaining('out of luck') },
  })
})
