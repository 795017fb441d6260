import { fileGoneMessage } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import en from '../../../locales/en/conversation.json' with { type: 'json' }
import zh from '../../../locales/zh-CN/conversation.json' with { type: 'json' }
import { remedyPage, retryWords, wechatWords } from './wechat-words.ts'

const codes = [-1, 40001, 40003, 40014, 40164, 42001, 43004, 43019, 45002, 45009, 45011, 45015, 45047, 48001]

describe("[L8] WeChat's no in plain words", () => {
  it.each([...codes, 48002, 48004, 61004, 99999, null])('%s has a sentence in both languages', (code) => {
    const { key } = wechatWords(code, 'some message')
    const name = key.replace('wechat.', '')
    expect(zh.wechat).toHaveProperty(name)
    expect(en.wechat).toHaveProperty(name)
  })

  it('a sentence that names a page of 管理后台 has a way to it, no other has', () => {
    const named = Object.keys(zh.wechat).filter((name) =>
      /「(健康|接入公众号)/.test(zh.wechat[name as keyof typeof zh.wechat]),
    )
    const led = codes.filter((code) => remedyPage(code) !== null)
    expect(new Set(led.map((code) => wechatWords(code, '').key.replace('wechat.', '')))).toEqual(
      new Set(named),
    )
    expect([40001, 48001, 45047, null].map(remedyPage)).toEqual(['health', 'connect', null, null])
  })

  it('a code that nobody knows shows what WeChat said', () => {
    expect(wechatWords(99999, 'odd thing')).toEqual({
      key: 'wechat.other',
      values: { message: 'odd thing', code: 99999 },
    })
  })

  it('without a code there was no answer', () => {
    expect(wechatWords(null, null).key).toBe('wechat.network')
  })

  it('[L10] a file or cover that was deleted is called that, and no fault of the network', () => {
    expect(wechatWords(null, fileGoneMessage).key).toBe('wechat.fileGone')
    for (const words of [zh, en]) expect(words.wechat).toHaveProperty('fileGone')
  })
})

it('[L8] a reply that is tried again says why, and never that it has failed', () => {
  expect(retryWords(null)).toEqual({ key: 'retrying.network', values: {} })
  expect(retryWords(45011)).toEqual({ key: 'retrying.busy', values: { code: 45011 } })
  for (const code of [-1, 40001, 45009, 45011, null]) {
    const name = retryWords(code).key.replace('retrying.', '')
    expect(zh.retrying).toHaveProperty(name)
    expect(en.retrying).toHaveProperty(name)
  }
})
