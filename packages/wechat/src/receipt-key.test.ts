import { describe, expect, it } from 'vitest'
import { bytes, fixture } from './fixtures.ts'
import { decodePush } from './push.ts'
import { receiptKeyOf } from './receipt-key.ts'

function keyOf(body: string): string {
  const decoded = decodePush(bytes(body))
  if (!decoded.ok) throw new Error(decoded.problem)
  return receiptKeyOf(decoded.push)
}

const text = fixture('inbound/message/text.xml').toString()
const scan = fixture('inbound/event/SCAN-int.xml').toString()

describe('the receipt key', () => {
  it('[L6] a repeated callback has the same key', () => {
    expect(keyOf(text)).toBe(keyOf(text))
    expect(keyOf(scan)).toBe(keyOf(scan))
  })

  it('[L6] a message is known by openid and MsgId, however it is repeated', () => {
    expect(keyOf(text.replace('1767225637', '1767225639'))).toBe(keyOf(text))
    expect(keyOf(text)).toBe('m:oMdk7s0Fan_0001aBcDeFgHiJkLm:24810973561028418')
  })

  it.each([
    ['another MsgId', text.replace('24810973561028418', '24810973561028419')],
    ['the same MsgId from another fan', text.replace('Fan_0001', 'Fan_0002')],
    ['no MsgId at all', text.replace(/<MsgId>.*<\/MsgId>/, '')],
  ])('[L6] another message has another key: %s', (_name, other) => {
    expect(keyOf(other)).not.toBe(keyOf(text))
  })

  it.each([
    ['another event', scan.replace('[SCAN]', '[CLICK]')],
    ['another key', scan.replace('10086', '10087')],
    ['another node', scan.replace('Int001', 'Int002')],
    ['another fan', scan.replace('Fan_0001', 'Fan_0002')],
    ['another second', scan.replace('1767226377', '1767226378')],
  ])('[L6] another event of a fan has another key: %s', (_name, other) => {
    expect(keyOf(other)).not.toBe(keyOf(scan))
  })

  it('[L6] an Encrypt node beside the clear ones changes nothing: each attempt may encrypt anew', () => {
    const withEncrypt = (value: string) => scan.replace('</xml>', `<Encrypt>${value}</Encrypt></xml>`)
    expect(keyOf(withEncrypt('AAAA'))).toBe(keyOf(withEncrypt('BBBB')))
  })
})
