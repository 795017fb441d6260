import { expect, it } from 'vitest'
import { fixture } from './fixtures.ts'
import { decodePush } from './push.ts'

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
  expect(decodePush(fixture(`inbound/event/${name}.xml`))).toMatchObject({
    ok: true,
    push: { kind: 'event', content },
  })
})
