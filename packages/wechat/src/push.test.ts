import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from './fields.ts'
import { bytes, fixture, fixturesIn } from './fixtures.ts'
import { decodePush, type Push } from './push.ts'

function decoded(body: Buffer): Push {
  const result = decodePush(body)
  if (!result.ok) throw new Error(result.problem)
  return result.push
}

const envelope = { toUserName: 'gh_5f2c1e9ab7d4', fromUserName: 'oMdk7s0Fan_0001aBcDeFgHiJkLm' }

describe('inbound payloads', () => {
  it.each(fixturesIn('inbound'))('[wire] %s decodes, and every node of it is kept', (path) => {
    const result = decodePush(fixture(path))
    expect(result).toMatchObject({ ok: true, format: path.endsWith('.json') ? 'json' : 'xml' })
    const push = decoded(fixture(path))
    expect(push.fields).toMatchObject({ MsgType: expect.any(String), ToUserName: push.toUserName })
    expect(push.createTime).toBeGreaterThan(1_767_000_000)
    const isUnknown = path.includes('unknown') || path.includes('wecom')
    expect(push.content.type === 'unknown').toBe(isUnknown)
  })

  it('[wire] envelope and raw nodes of a message', () => {
    expect(decoded(fixture('inbound/message/text-from-article.xml'))).toEqual({
      kind: 'message',
      ...envelope,
      createTime: 1767225748,
      msgId: '24810973561031637',
      msgDataId: '2247483790',
      idx: 1,
      content: { type: 'text', content: '文章里说的活动还有吗', menuId: null },
      fields: {
        ToUserName: envelope.toUserName,
        FromUserName: envelope.fromUserName,
        CreateTime: '1767225748',
        MsgType: 'text',
        Content: '文章里说的活动还有吗',
        MsgId: '24810973561031637',
        MsgDataId: '2247483790',
        Idx: '1',
      },
    })
  })

  it('[wire] unknown types and nodes are kept', () => {
    expect(decoded(fixture('inbound/event/unknown-event.xml')).fields.Foo).toBe('bar')
    expect(decoded(fixture('inbound/message/unknown-type.xml')).fields.Payload).toContain('未来可能出现的')
    expect(decoded(fixture('inbound/miniprogram-json/text-with-businessid.json')).fields.BusinessId).toBe('1')
  })

  it.each([
    ['XML', '<MsgId>9223372036854775807</MsgId>', '9223372036854775807'],
    ['JSON', '"MsgId": 9223372036854775807', '9223372036854775807'],
    [
      'JSON text',
      '"MsgId": "49d72d67b16d115e7935ac386f2f0fa4_1767230000"',
      '49d72d67b16d115e7935ac386f2f0fa4_1767230000',
    ],
  ])('[wire] a MsgId beyond 2^53 stays exact in %s', (_format, node, msgId) => {
    expect(decoded(bytes(pushWith(node)))).toMatchObject({ kind: 'message', msgId })
  })

  it('[wire] a message without MsgId, and one of a known type without its media id, are messages too', () => {
    const push = decoded(bytes(pushWith('"MediaId":""').replace('"text"', '"image"')))
    expect(push).toMatchObject({ kind: 'message', msgId: '', content: { type: 'unknown', msgType: 'image' } })
  })

  it('[wire] an event name in other letters is the same event, kept as written', () => {
    const body = fixture('inbound/event/TEMPLATESENDJOBFINISH-success.xml').toString()
    const push = decoded(bytes(body.replace('TEMPLATESENDJOBFINISH', 'templatesendjobfinish')))
    expect(push).toMatchObject({ event: 'templatesendjobfinish', content: { type: 'TEMPLATESENDJOBFINISH' } })
  })

  it("[wire] a Mini Program's JSON gives the subscribe list without a wrapper, one alone as an object", () => {
    const list = { TemplateId: 'Tpl1', SubscribeStatusString: 'reject', PopupScene: '0' }
    for (const List of [list, [list]]) {
      const body = JSON.stringify({
        ToUserName: 'gh_a',
        FromUserName: 'o1',
        CreateTime: 1767227302,
        MsgType: 'event',
        Event: 'subscribe_msg_popup_event',
        List,
      })
      expect(decoded(bytes(body)).content).toMatchObject({ list: [{ templateId: 'Tpl1', status: 'reject' }] })
    }
  })
})

describe('refused payloads', () => {
  it.each(fixturesIn('invalid'))('[wire] %s is refused for the reason in its name', (path) => {
    expect(decodePush(fixture(path))).toEqual({ ok: false, problem: path.split('.')[1] })
  })

  it('[wire] a body beyond the limit is refused before it is read', () => {
    const body = bytes(pushWith(`<Content>${'x'.repeat(MAX_BODY_BYTES)}</Content>`))
    expect(decodePush(body)).toEqual({ ok: false, problem: 'too_large' })
  })
})

function pushWith(node: string): string {
  if (node.startsWith('<')) {
    return `<xml><ToUserName>gh_a</ToUserName><FromUserName>o1</FromUserName><CreateTime>1767227302</CreateTime><MsgType>text</MsgType>${node}</xml>`
  }
  return `{"ToUserName":"gh_a","FromUserName":"o1","CreateTime":1767227302,"MsgType":"text",${node}}`
}
