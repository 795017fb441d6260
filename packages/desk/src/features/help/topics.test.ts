import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './locales/en/help.json' with { type: 'json' }
import zh from './locales/zh-CN/help.json' with { type: 'json' }
import { isTopic, topics } from './topics.ts'

const here = import.meta.dirname
const pictures = path.resolve(here, '../../../public')

describe.each([
  ['zh-CN', zh.topic],
  ['en', en.topic],
])('使用说明 in %s', (language, titles) => {
  const folder = path.join(here, 'topics', language)

  it('[S26] has a text for every topic, and no other', () => {
    expect(readdirSync(folder).sort()).toEqual(topics.map((topic) => `${topic}.md`).sort())
  })

  it.each(topics)(
    '[S26] %s has its title, links that lead somewhere and pictures that are there',
    (topic) => {
      const text = readFileSync(path.join(folder, `${topic}.md`), 'utf8')
      expect(text.split('\n', 1)).toEqual([`# ${titles[topic]}`])
      for (const [, linked] of text.matchAll(/\]\(\/help\/([a-z]+)\)/g)) expect(linked).toSatisfy(isTopic)
      for (const [, picture] of text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g))
        expect(existsSync(path.join(pictures, picture ?? '')), picture).toBe(true)
    },
  )
})
