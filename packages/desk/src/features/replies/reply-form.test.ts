import type { QuickReply } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { bodyOf, formOf } from './reply-form.ts'

const reply: QuickReply = {
  id: '1',
  scope: 'team',
  groupId: '2',
  audience: '3',
  title: '新品',
  text: '您好',
  pictures: ['k'],
  card: { type: 'link', title: '新品', description: '', url: 'https://a.cn/', picUrl: null },
  initials: 'xp nh',
  score: 1,
  usedAt: 5,
}

describe('[S19] editing a quick reply', () => {
  it('one that is saved as it was has what it had', () => {
    const { title, text, groupId, audience, pictures, card } = reply
    expect(bodyOf(formOf(reply, null))).toEqual({
      ok: true,
      body: { title, text, groupId, audience, pictures, card },
    })
  })

  it('a new one is in the group that is shown', () => {
    expect(formOf(null, '7')).toMatchObject({ groupId: '7', text: '', cardType: null })
  })

  it('nothing to say is not saved', () => {
    expect(bodyOf({ ...formOf(null, null), title: '空', text: ' ' })).toMatchObject({
      ok: false,
      empty: true,
    })
    expect(bodyOf({ ...formOf(null, null), pictures: ['k'] })).toMatchObject({ ok: true })
  })

  it('a card that is wrong is not saved', () => {
    expect(bodyOf({ ...formOf(null, null), text: '好', cardType: 'link' })).toEqual({
      ok: false,
      empty: false,
      problems: { title: 'required', url: 'required' },
    })
  })

  it('a card that was taken off is gone', () => {
    expect(bodyOf({ ...formOf(reply, null), cardType: null })).toMatchObject({ body: { card: null } })
  })
})
