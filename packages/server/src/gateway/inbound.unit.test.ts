import { readdirSync, readFileSync } from 'node:fs'
import { contentSchema } from '@duokefu/contract'
import { decodePush } from '@duokefu/wechat'
import { describe, expect, it } from 'vitest'
import { inboundOf, receiptDay } from './inbound.ts'

const fixtures = new URL('../../../wechat/fixtures/inbound/', import.meta.url)

function inbound(file: string) {
  const decoded = decodePush(readFileSync(new URL(file, fixtures)))
  if (!decoded.ok) throw new Error(decoded.problem)
  return inboundOf(decoded.push)
}

describe('what a push means to us', () => {
  it.each(readdirSync(new URL('message/', fixtures)))(
    '[L2] message/%s is a record of the contract and makes a customer',
    (file) => {
      const { content, createsCustomer, act } = inbound(`message/${file}`)
      expect(contentSchema.safeParse(content).error).toBeUndefined()
      expect(createsCustomer).toBe(true)
      expect(act.kind).toBe('message')
    },
  )

  it.each(readdirSync(new URL('event/', fixtures)))(
    '[L2] event/%s makes a customer only by following, scanning or a menu',
    (file) => {
      const { createsCustomer, content } = inbound(`event/${file}`)
      expect(createsCustomer).toBe(/^(subscribe(-.*)?\.xml|SCAN|CLICK)/.test(file))
      if (content !== null) expect(contentSchema.safeParse(content).error).toBeUndefined()
    },
  )

  it('[L2] a report of WeChat’s own (mphelper) is nobody’s message', () => {
    expect(inbound('event/MASSSENDJOBFINISH.xml')).toMatchObject({ content: null, createsCustomer: false })
  })

  it('[L10] a picture, a voice and a video name a file to be fetched, under the key of the record', () => {
    for (const file of ['message/image.xml', 'message/voice.xml', 'message/video.xml']) {
      const { media, content } = inbound(file)
      expect(media?.source.mediaId).toBeTruthy()
      expect(content !== null && 'media' in content ? content.media.key : null).toBe(media?.key)
    }
  })

  it('[S21] a voice also names its copy at 16 kHz', () => {
    expect(inbound('message/voice.xml').media?.source.mediaId16k).toMatch(/^voc16k_/)
    expect(inbound('message/voice-speex.xml').media?.source.mediaId16k).toBeNull()
  })
})

describe('receiptDay', () => {
  const now = Date.UTC(2026, 0, 10, 12)
  const day = 24 * 60 * 60_000
  it.each([
    ['today', now, '2026-01-10'],
    ['two days ago', now - 2 * day, '2026-01-08'],
    ['a week ago', now - 7 * day, '1970-01-01'],
    ['next week', now + 7 * day, '1970-01-01'],
  ])('[L6] of a message of %s', (_name, at, filed) => {
    expect(receiptDay(at, now)).toBe(filed)
  })
})
