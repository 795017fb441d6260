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

  it.each([
    ['text', { type: 'text', content: '你好，我上周买的保温杯什么时候发货？', menuId: null }],
    ['text-menu-click', { type: 'text', content: '满意', menuId: '101' }],
    ['text-cdata-edge', { type: 'text', content: '前半段]]>后半段', menuId: null }],
    [
      'text-emoji-multiline',
      {
        type: 'text',
        content: '在吗？😀\n订单号：MD20260101-0087\n/:rose 谢谢 <b>加急</b> & 尽快',
        menuId: null,
      },
    ],
    [
      'image',
      {
        type: 'image',
        picUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/MdeskDemoPic001/0',
        mediaId: 'img_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      },
    ],
    [
      'voice',
      {
        type: 'voice',
        mediaId: 'voc_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        format: 'amr',
        mediaId16k: 'voc16k_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        recognition: null,
      },
    ],
    [
      'voice-with-recognition',
      {
        type: 'voice',
        mediaId: 'voc2_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        format: 'amr',
        mediaId16k: null,
        recognition: '我想问一下退货的运费谁出。',
      },
    ],
    [
      'voice-speex',
      {
        type: 'voice',
        mediaId: 'voc3_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        format: 'speex',
        mediaId16k: null,
        recognition: null,
      },
    ],
    [
      'video',
      {
        type: 'video',
        mediaId: 'vid_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        thumbMediaId: 'vth_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      },
    ],
    [
      'shortvideo',
      {
        type: 'shortvideo',
        mediaId: 'svd_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
        thumbMediaId: 'svt_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      },
    ],
    [
      'location',
      {
        type: 'location',
        latitude: 23.103452,
        longitude: 113.327871,
        scale: 16,
        label: '广东省广州市海珠区示例路88号',
      },
    ],
    [
      'link',
      {
        type: 'link',
        title: '春节发货安排公告',
        description: '1月20日至1月28日暂停发货，节后按下单顺序补发。',
        url: 'https://shop.example.com/notice/2026-spring?a=1&b=2',
      },
    ],
    [
      'miniprogrampage',
      {
        type: 'miniprogrampage',
        title: '保温杯 500ml 月白',
        appId: 'wx7e6d5c4b3a291807',
        pagePath: 'pages/goods/detail?id=1024',
        thumbUrl: 'http://mmbiz.qpic.cn/mmbiz_png/MdeskDemoThumb/0',
        thumbMediaId: 'mpg_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      },
    ],
    [
      'file',
      {
        type: 'file',
        title: '购销合同-2026.pdf',
        description: '',
        fileKey: 'FileKey_MdeskDemo_0001',
        fileMd5: '5f4dcc3b5aa765d61d8327deb882cf99',
        totalLength: 482133,
      },
    ],
    ['unknown-type', { type: 'unknown', msgType: 'sticker_demo' }],
  ])('[wire] the message %s is typed', (name, content) => {
    expect(decoded(fixture(`inbound/message/${name}.xml`))).toMatchObject({ kind: 'message', content })
  })

  const pictures = {
    type: 'pic_sysphoto',
    key: 'MENU_PHOTO',
    count: 1,
    md5s: ['1b5f7c23b5bf75682a53e7b6d1000a01'],
  }
  const popup = { templateId: 'TplAgentNotify_0001_abcdefghijklmnopqrstuvw', msgId: null, errorCode: null }
  it.each([
    ['subscribe', { type: 'subscribe', scene: null, ticket: null }],
    ['subscribe-qrscene-int', { type: 'subscribe', scene: '10086', ticket: 'gQF8demoTicketInt001' }],
    [
      'subscribe-qrscene-str',
      { type: 'subscribe', scene: 'agent_login:7f3c9a20', ticket: 'gQF8demoTicketStr002' },
    ],
    ['unsubscribe', { type: 'unsubscribe' }],
    ['SCAN-int', { type: 'SCAN', scene: '10086', ticket: 'gQF8demoTicketInt001' }],
    ['SCAN-str', { type: 'SCAN', scene: 'agent_login:7f3c9a20', ticket: 'gQF8demoTicketStr002' }],
    ['LOCATION', { type: 'LOCATION', latitude: 23.137466, longitude: 113.352425, precision: 119.38504 }],
    ['CLICK', { type: 'CLICK', key: 'MENU_CONTACT_HUMAN' }],
    ['VIEW', { type: 'VIEW', url: 'https://shop.example.com/', menuId: '430501234' }],
    ['view_miniprogram', { type: 'view_miniprogram', pagePath: 'pages/index/index', menuId: '430501234' }],
    [
      'scancode_push',
      {
        type: 'scancode_push',
        key: 'MENU_SCAN',
        scanType: 'qrcode',
        scanResult: 'https://shop.example.com/t/8821',
      },
    ],
    [
      'scancode_waitmsg',
      {
        type: 'scancode_waitmsg',
        key: 'MENU_SCAN_WAIT',
        scanType: 'barcode',
        scanResult: 'EAN_13,6901234567892',
      },
    ],
    ['pic_sysphoto', pictures],
    ['pic_weixin', { ...pictures, type: 'pic_weixin', key: 'MENU_PHOTO_WX' }],
    [
      'pic_photo_or_album',
      {
        type: 'pic_photo_or_album',
        key: 'MENU_PHOTO_ALBUM',
        count: 2,
        md5s: ['1b5f7c23b5bf75682a53e7b6d1000a01', '9dd4e457af8ae19949a472ff917d0b02'],
      },
    ],
    [
      'location_select',
      {
        type: 'location_select',
        key: 'MENU_LOCATION',
        latitude: 23.103452,
        longitude: 113.327871,
        scale: 15,
        label: '广州市海珠区示例路88号',
        poiName: '',
      },
    ],
    [
      'TEMPLATESENDJOBFINISH-success',
      { type: 'TEMPLATESENDJOBFINISH', msgId: '200228332001', status: 'success' },
    ],
    [
      'TEMPLATESENDJOBFINISH-user-block',
      { type: 'TEMPLATESENDJOBFINISH', msgId: '200228332002', status: 'failed:user block' },
    ],
    [
      'TEMPLATESENDJOBFINISH-system-failed',
      { type: 'TEMPLATESENDJOBFINISH', msgId: '200228332003', status: 'failed: system failed' },
    ],
    [
      'MASSSENDJOBFINISH',
      {
        type: 'MASSSENDJOBFINISH',
        msgId: '1000001625',
        status: 'send success',
        totalCount: 1200,
        filterCount: 1180,
        sentCount: 1178,
        errorCount: 2,
      },
    ],
    ['kf_create_session', { type: 'kf_create_session', kfAccount: 'kf2001@mdesk_demo' }],
    ['kf_close_session', { type: 'kf_close_session', kfAccount: 'kf2001@mdesk_demo', closeType: null }],
    [
      'kf_close_session-with-closetype-unconfirmed',
      { type: 'kf_close_session', kfAccount: 'kf2001@mdesk_demo', closeType: 'TIMEOUT' },
    ],
    [
      'kf_switch_session',
      { type: 'kf_switch_session', fromKfAccount: 'kf2001@mdesk_demo', toKfAccount: 'kf2002@mdesk_demo' },
    ],
    [
      'subscribe_msg_popup_event',
      {
        type: 'subscribe_msg_popup_event',
        list: [
          { ...popup, status: 'accept', popupScene: '2' },
          { ...popup, templateId: 'TplAgentNotify_0002_abcdefghijklmnopqrstuvw', status: 'reject' },
        ],
      },
    ],
    [
      'subscribe_msg_sent_event',
      {
        type: 'subscribe_msg_sent_event',
        list: [{ msgId: '1700827132819554304', errorCode: '0', errorStatus: 'success', status: null }],
      },
    ],
    [
      'user_authorization_revoke',
      {
        type: 'user_authorization_revoke',
        openid: 'oMdk7s0Fan_0002nOpQrStUvWxYz',
        appid: 'wx1a2b3c4d5e6f7081',
        revokeInfo: '1',
      },
    ],
    ['user_enter_tempsession', { type: 'user_enter_tempsession', sessionFrom: 'goods_detail:1024' }],
    ['unknown-event', { type: 'unknown', event: 'brand_new_event_demo' }],
  ])('[wire] the event %s is typed', (name, content) => {
    expect(decoded(fixture(`inbound/event/${name}.xml`))).toMatchObject({ kind: 'event', content })
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
