import { describe, expect, it } from 'vitest'
import { createDrafts, type DraftStorage } from './drafts.ts'

function memory(): DraftStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get length() {
      return entries.size
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  }
}

describe('drafts', () => {
  it('[L14] a draft outlives a reload', () => {
    const storage = memory()
    createDrafts('1', storage).set('o1', '您好')
    expect(createDrafts('1', storage).get('o1')).toBe('您好')
  })

  it('keeps the drafts of two accounts apart', () => {
    const storage = memory()
    createDrafts('1', storage).set('o1', '您好')
    expect(createDrafts('2', storage).get('o1')).toBe('')
    expect(createDrafts('11', storage).get('o1')).toBe('')
  })

  it('[L14] what another tab has sent is not offered here once more', () => {
    const storage = memory()
    createDrafts('1', storage).set('o1', '您好')
    const [key = ''] = storage.entries.keys()
    const here = createDrafts('1', storage)
    let told = 0
    here.subscribe(() => {
      told += 1
    })
    here.hear(key, '您好，请')
    expect(here.get('o1')).toBe('您好，请')
    here.hear(key, null)
    expect(here.get('o1')).toBe('')
    here.hear('something else', '您好')
    expect(told).toBe(2)
  })

  it('blank text is typed on but not kept over a reload', () => {
    const storage = memory()
    const drafts = createDrafts('1', storage)
    drafts.set('o1', '您好')
    drafts.set('o1', ' \n')
    expect(drafts.get('o1')).toBe(' \n')
    expect(storage.entries.size).toBe(0)
  })

  it('tells listeners of changes only', () => {
    const drafts = createDrafts('1', memory())
    let told = 0
    const stop = drafts.subscribe(() => told++)
    drafts.set('o1', 'a')
    drafts.set('o1', 'a')
    expect(told).toBe(1)
    stop()
    drafts.set('o1', 'b')
    expect(told).toBe(1)
  })

  it('goes on without a storage, and with one that is full', () => {
    expect(createDrafts('1', null).get('o1')).toBe('')
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
    }
    const drafts = createDrafts('1', full)
    drafts.set('o1', '您好')
    expect(drafts.get('o1')).toBe('您好')
  })
})
