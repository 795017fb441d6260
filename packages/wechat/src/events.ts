import { childrenOf, type Fields, type FieldValue, listOf, numberOf, textOf } from './fields.ts'

/** One line of a subscribe_msg_* event; which of them are said depends on the event. */
export interface SubscribeMsgItem {
  templateId: string
  /** accept or reject. */
  status: string | null
  popupScene: string | null
  msgId: string | null
  errorCode: string | null
  errorStatus: string | null
}

/** What happened (接收事件推送). `null`: WeChat didn't say. */
export type EventContent =
  /** scene: the value of the parametric QR, without the `qrscene_` that only this event puts before it. */
  | { type: 'subscribe'; scene: string | null; ticket: string | null }
  | { type: 'unsubscribe' }
  | { type: 'SCAN'; scene: string; ticket: string | null }
  | { type: 'LOCATION'; latitude: number | null; longitude: number | null; precision: number | null }
  | { type: 'CLICK'; key: string }
  | { type: 'VIEW'; url: string; menuId: string | null }
  | { type: 'view_miniprogram'; pagePath: string; menuId: string | null }
  | { type: 'scancode_push' | 'scancode_waitmsg'; key: string; scanType: string; scanResult: string }
  | { type: 'pic_sysphoto' | 'pic_photo_or_album' | 'pic_weixin'; key: string; count: number; md5s: string[] }
  | {
      type: 'location_select'
      key: string
      latitude: number | null
      longitude: number | null
      scale: number | null
      label: string
      poiName: string
    }
  | { type: 'TEMPLATESENDJOBFINISH'; msgId: string; status: string }
  | {
      type: 'MASSSENDJOBFINISH'
      msgId: string
      status: string
      totalCount: number | null
      filterCount: number | null
      sentCount: number | null
      errorCount: number | null
    }
  | { type: 'kf_create_session'; kfAccount: string }
  | { type: 'kf_close_session'; kfAccount: string; closeType: string | null }
  | { type: 'kf_switch_session'; fromKfAccount: string; toKfAccount: string }
  | {
      type: 'subscribe_msg_popup_event' | 'subscribe_msg_change_event' | 'subscribe_msg_sent_event'
      list: SubscribeMsgItem[]
    }
  | {
      type: 'user_info_modified' | 'user_authorization_revoke' | 'user_authorization_cancellation'
      openid: string | null
      appid: string | null
      revokeInfo: string | null
    }
  | { type: 'user_enter_tempsession'; sessionFrom: string }
  | { type: 'unknown'; event: string }

type Decoder = (fields: Fields) => EventContent

/** Keyed in lower case: older material writes TEMPLATESENDJOBFINISH in small letters. */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['subscribe', subscribeOf],
  ['unsubscribe', () => ({ type: 'unsubscribe' })],
  ['scan', (fields) => ({ type: 'SCAN', scene: keyOf(fields), ticket: textOf(fields, 'Ticket') })],
  [
    'location',
    (fields) => ({
      type: 'LOCATION',
      latitude: numberOf(fields, 'Latitude'),
      longitude: numberOf(fields, 'Longitude'),
      precision: numberOf(fields, 'Precision'),
    }),
  ],
  ['click', (fields) => ({ type: 'CLICK', key: keyOf(fields) })],
  ['view', (fields) => ({ type: 'VIEW', url: keyOf(fields), menuId: textOf(fields, 'MenuId') })],
  [
    'view_miniprogram',
    (fields) => ({ type: 'view_miniprogram', pagePath: keyOf(fields), menuId: textOf(fields, 'MenuId') }),
  ],
  ['scancode_push', scanCodeOf('scancode_push')],
  ['scancode_waitmsg', scanCodeOf('scancode_waitmsg')],
  ['pic_sysphoto', picturesOf('pic_sysphoto')],
  ['pic_photo_or_album', picturesOf('pic_photo_or_album')],
  ['pic_weixin', picturesOf('pic_weixin')],
  ['location_select', locationSelectOf],
  [
    'templatesendjobfinish',
    (fields) => ({
      type: 'TEMPLATESENDJOBFINISH',
      msgId: said(fields, 'MsgID'),
      status: said(fields, 'Status'),
    }),
  ],
  ['masssendjobfinish', massSendOf],
  ['kf_create_session', (fields) => ({ type: 'kf_create_session', kfAccount: said(fields, 'KfAccount') })],
  [
    'kf_close_session',
    (fields) => ({
      type: 'kf_close_session',
      kfAccount: said(fields, 'KfAccount'),
      closeType: textOf(fields, 'CloseType'),
    }),
  ],
  [
    'kf_switch_session',
    (fields) => ({
      type: 'kf_switch_session',
      fromKfAccount: said(fields, 'FromKfAccount'),
      toKfAccount: said(fields, 'ToKfAccount'),
    }),
  ],
  ['subscribe_msg_popup_event', subscribeMsgOf('subscribe_msg_popup_event', 'SubscribeMsgPopupEvent')],
  ['subscribe_msg_change_event', subscribeMsgOf('subscribe_msg_change_event', 'SubscribeMsgChangeEvent')],
  ['subscribe_msg_sent_event', subscribeMsgOf('subscribe_msg_sent_event', 'SubscribeMsgSentEvent')],
  ['user_info_modified', privacyOf('user_info_modified')],
  ['user_authorization_revoke', privacyOf('user_authorization_revoke')],
  ['user_authorization_cancellation', privacyOf('user_authorization_cancellation')],
  [
    'user_enter_tempsession',
    (fields) => ({ type: 'user_enter_tempsession', sessionFrom: said(fields, 'SessionFrom') }),
  ],
])

/** The typed content of an event; never fails, since an unknown event is an event too. */
export function decodeEvent(event: string, fields: Fields): EventContent {
  return DECODERS.get(event.toLowerCase())?.(fields) ?? { type: 'unknown', event }
}

function said(fields: Fields, name: string): string {
  return textOf(fields, name) ?? ''
}

function keyOf(fields: Fields): string {
  return said(fields, 'EventKey')
}

const QR_PREFIX = 'qrscene_'

function subscribeOf(fields: Fields): EventContent {
  const key = keyOf(fields)
  const scene = key.startsWith(QR_PREFIX) ? key.slice(QR_PREFIX.length) : null
  return { type: 'subscribe', scene, ticket: textOf(fields, 'Ticket') }
}

function scanCodeOf(type: 'scancode_push' | 'scancode_waitmsg'): Decoder {
  return (fields) => {
    const info = childrenOf(fields, 'ScanCodeInfo')
    return {
      type,
      key: keyOf(fields),
      scanType: said(info, 'ScanType'),
      scanResult: said(info, 'ScanResult'),
    }
  }
}

function picturesOf(type: 'pic_sysphoto' | 'pic_photo_or_album' | 'pic_weixin'): Decoder {
  return (fields) => {
    const info = childrenOf(fields, 'SendPicsInfo')
    const items = itemsOf(info.PicList)
    const md5s = items.map((item) => said(item, 'PicMd5Sum'))
    return { type, key: keyOf(fields), count: numberOf(info, 'Count') ?? md5s.length, md5s }
  }
}

/** XML wraps a list's entries in `item` nodes, JSON may give the list itself. */
function itemsOf(list: FieldValue | undefined): Fields[] {
  return Array.isArray(list) ? listOf(list) : listOf(listOf(list)[0]?.item)
}

function locationSelectOf(fields: Fields): EventContent {
  const info = childrenOf(fields, 'SendLocationInfo')
  return {
    type: 'location_select',
    key: keyOf(fields),
    latitude: numberOf(info, 'Location_X'),
    longitude: numberOf(info, 'Location_Y'),
    scale: numberOf(info, 'Scale'),
    label: said(info, 'Label'),
    poiName: said(info, 'Poiname'),
  }
}

function massSendOf(fields: Fields): EventContent {
  return {
    type: 'MASSSENDJOBFINISH',
    msgId: said(fields, 'MsgID'),
    status: said(fields, 'Status'),
    totalCount: numberOf(fields, 'TotalCount'),
    filterCount: numberOf(fields, 'FilterCount'),
    sentCount: numberOf(fields, 'SentCount'),
    errorCount: numberOf(fields, 'ErrorCount'),
  }
}

/** Official Accounts wrap the `List` in a node named after the event, Mini Programs' JSON doesn't. */
function subscribeMsgOf(
  type: 'subscribe_msg_popup_event' | 'subscribe_msg_change_event' | 'subscribe_msg_sent_event',
  wrapper: string,
): Decoder {
  return (fields) => {
    const list = listOf(fields.List ?? childrenOf(fields, wrapper).List)
    return { type, list: list.map(subscribeMsgItemOf) }
  }
}

function subscribeMsgItemOf(item: Fields): SubscribeMsgItem {
  return {
    templateId: said(item, 'TemplateId'),
    status: textOf(item, 'SubscribeStatusString'),
    popupScene: textOf(item, 'PopupScene'),
    msgId: textOf(item, 'MsgID'),
    errorCode: textOf(item, 'ErrorCode'),
    errorStatus: textOf(item, 'ErrorStatus'),
  }
}

function privacyOf(
  type: 'user_info_modified' | 'user_authorization_revoke' | 'user_authorization_cancellation',
): Decoder {
  return (fields) => ({
    type,
    openid: textOf(fields, 'OpenID'),
    appid: textOf(fields, 'AppID'),
    revokeInfo: textOf(fields, 'RevokeInfo'),
  })
}
