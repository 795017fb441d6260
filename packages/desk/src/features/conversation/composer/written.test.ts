import { expect, it } from 'vitest'
import type { AttachedContent, Attachment } from './attachment-store.ts'
import { writtenAs } from './written.ts'

const link = { type: 'link', title: '新品', description: '', url: 'https://a.cn/', picUrl: null } as const
const picture = { type: 'image', mediaKey: 'k' } as const

function attached(id: string, content: AttachedContent | null): Attachment {
  return { id, type: 'image', preview: null, name: '', progress: 1, content, failed: null, reduced: false }
}

it('[S21] pictures go first, then the text in its parts, then cards', () => {
  const text = `${'好'.repeat(600)}。\n\n${'行'.repeat(200)} [微笑]`
  const written = writtenAs(text, [attached('card', link), attached('picture', picture)])
  expect(written.map(({ content, attachment }) => [content.type, attachment])).toEqual([
    ['image', 'picture'],
    ['text', null],
    ['text', null],
    ['link', 'card'],
  ])
  expect(written[2]?.content).toMatchObject({ text: `${'行'.repeat(200)} /::)` })
})

it('[S21] blanks alone are no message', () => {
  expect(writtenAs(' \n', [])).toEqual([])
})
