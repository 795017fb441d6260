import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

// SECURITY.md names the tests that prove it. What is not there proves nothing.

const root = path.resolve(import.meta.dirname, '../../../..')
const text = readFileSync(path.join(root, 'SECURITY.md'), 'utf8')

it('[design] what SECURITY.md says is proven is proven by tests that exist', () => {
  const paragraphs = text.split('\n').filter((line) => line !== '')
  let file = ''
  let named = 0
  const missing: string[] = []
  for (const paragraph of paragraphs) {
    for (const [, link, name] of paragraph.matchAll(/\]\((packages\/[^)]+\.test\.ts)\)|“([^”]+)”/g)) {
      if (link !== undefined) {
        file = path.join(root, link)
        if (!existsSync(file)) missing.push(link)
      } else if (name !== undefined && file !== '' && !/Report a|found 0|^…$/.test(name)) {
        named += 1
        const source = readFileSync(file, 'utf8').replaceAll("\\'", "'")
        if (!source.includes(name)) missing.push(`${path.basename(file)}: ${name}`)
      }
    }
  }
  expect(missing).toEqual([])
  expect(named).toBeGreaterThan(50)
})
