import type { Content } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { savedReply } from './saved-reply.ts'

const media = { state: 'ready', mime: 'image/png', bytes: 1, width: 1, height: 1 } as const
const saved = (content: Content, direction: 'in' | 'out' = 'out') =>
  savedReply(content, direction, (text) => text.replace('/::)', '[微笑]'))

describe('[S19] 存为快捷回复', () => {
  it('a text keeps its faces by name', () => {
    expect(saved({ type: 'text', text: '好的/::)', menuId: null })).toMatchObject({ text: '好的[微笑]' })
  })

  it('a picture that an agent sent; a fan’s is deleted with their records', () => {
    const picture: Content = { type: 'image', media: { ...media, key: 'k' } }
    expect(saved(picture)).toMatchObject({ pictures: ['k'], text: '' })
    expect(saved(picture, 'in')).toBeNull()
  })

  it('a menu without the ids of its message', () => {
    const menu: Content = {
      type: 'menu',
      head: '满意吗？',
      items: [{ id: 'a.1', content: '满意' }],
      tail: '',
    }
    expect(saved(menu)).toMatchObject({ title: '满意吗？', card: { items: ['满意'] } })
  })

  it.each<Content>([
    { type: 'text', text: ' ', menuId: null },
    { type: 'location', latitude: 1, longitude: 1, scale: 1, label: '' },
    { type: 'file', name: 'a', bytes: 1 },
    { type: 'miniprogram', title: 'a', appid: 'b', pagePath: 'c', thumbUrl: null },
  ])('$type can’t be saved', (content) => {
    expect(saved(content)).toBeNull()
  })
})
