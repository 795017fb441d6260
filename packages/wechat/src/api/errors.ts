/**
 * What an answer of WeChat means for whoever sent the request; nothing else of it decides what happens next.
 * retry: again with back-off · refresh-token: get a new token, once more · pause-account: nothing from this account for a
 * while · no-quota: the fan must write first · refused: final · uncertain: written, but the answer was lost.
 */
export type WechatErrorKind =
  | 'retry'
  | 'refresh-token'
  | 'pause-account'
  | 'no-quota'
  | 'refused'
  | 'uncertain'

export interface WechatError {
  kind: WechatErrorKind
  /** Null when WeChat's answer never came, or wasn't one. */
  errcode: number | null
  /** For people and logs; WeChat changes its wording, so nothing may depend on it. */
  errmsg: string
  /** Whether WeChat may have taken the request. */
  sent: boolean
}

export type ApiResult<Value> = { ok: true; value: Value } | { ok: false; error: WechatError }

/** Where a line of the table comes from; paths are on developers.weixin.qq.com. */
const SOURCES = {
  global: '/doc/offiaccount/Getting_Started/Global_Return_Code.html',
  token: '/doc/subscription/api/base/api_getstableaccesstoken',
  send: '/doc/service/api/customer/message/api_sendcustommessage',
  typing: '/doc/service/api/customer/message/api_typing',
  kf: '/doc/service/api/customer/servicermanage',
  session: '/doc/service/Customer_Service/Session_control.html',
  records: '/doc/offiaccount/Customer_Service/Obtain_chat_transcript.html',
  media: '/doc/subscription/api/material',
  user: '/doc/service/api/usermanage',
  oldKf: 'github.com/binarywang/WxJava, WxMpErrorMsgEnum: the older generation of customer service',
  sdk: 'github.com/binarywang/WxJava, WxMpErrorMsgEnum',
  oauth: '/doc/service/api/webdev/access/api_snsaccesstoken',
  qrcode: '/doc/service/api/qrcode/qrcodes/api_createqrcode',
  menu: '/doc/service/api/custommenu/api_createcustommenu',
}

type KnownError = readonly [errcode: number, WechatErrorKind, keyof typeof SOURCES, meaning: string]

const KNOWN_ERRORS: readonly KnownError[] = [
  [-1, 'retry', 'send', 'WeChat is busy'],
  [61450, 'retry', 'oldKf', 'WeChat had an internal error'],
  [40001, 'refresh-token', 'token', 'The access token is not the latest'],
  [40014, 'refresh-token', 'token', 'The access token is malformed'],
  [42001, 'refresh-token', 'token', 'The access token has expired'],
  [41001, 'refresh-token', 'global', 'The access token was missing'],
  [45009, 'pause-account', 'global', "The account's daily quota of this API is used up"],
  [45011, 'pause-account', 'token', 'The account called this API too often within a minute'],
  [45015, 'no-quota', 'global', "More than 48 hours since the fan's last message, or the fan unfollowed"],
  [45047, 'no-quota', 'global', "The messages allowed after the fan's last one are used up"],
  [40002, 'refused', 'token', 'Wrong grant_type'],
  [40013, 'refused', 'token', 'Unknown AppID'],
  [40125, 'refused', 'token', 'Wrong AppSecret'],
  [40164, 'refused', 'token', "This server's IP is not on the account's whitelist"],
  [40243, 'refused', 'token', 'The AppSecret is frozen'],
  [41002, 'refused', 'token', 'The AppID was missing'],
  [41004, 'refused', 'token', 'The AppSecret was missing'],
  [43002, 'refused', 'token', 'The call must be a POST'],
  [48001, 'refused', 'global', 'The account has no right to this API (not verified?)'],
  [48004, 'refused', 'global', 'The API is blocked after a violation'],
  [50004, 'refused', 'token', 'The account may not use the token API'],
  [50007, 'refused', 'token', 'The account is frozen'],
  [61004, 'refused', 'global', "This server's IP is not registered"],
  [89503, 'refused', 'token', "This server's IP waits for an administrator's confirmation"],
  [89506, 'refused', 'token', "This server's IP was refused; again after 24 hours"],
  [89507, 'refused', 'token', "This server's IP was refused; again after one hour"],
  [40003, 'refused', 'global', 'The openid is wrong or of another account'],
  [40007, 'refused', 'global', 'The media id is invalid or older than three days'],
  [40008, 'refused', 'global', 'Unknown message type'],
  [43004, 'refused', 'global', 'The fan does not follow the account'],
  [43019, 'refused', 'sdk', "The fan is on the account's blacklist"],
  [44004, 'refused', 'global', 'The text is empty'],
  [45002, 'refused', 'global', 'The content is too long'],
  [45008, 'refused', 'global', 'More than one article'],
  [48002, 'refused', 'global', 'The fan refuses messages of the account'],
  [48008, 'refused', 'global', 'The account may not send this type'],
  [50002, 'refused', 'global', 'The user is limited (frozen or closed)'],
  [50005, 'refused', 'global', 'The fan does not follow the account'],
  [70000, 'refused', 'send', 'Not delivered: protection of minors'],
  [40200, 'refused', 'typing', 'Wrong type of account'],
  [45072, 'refused', 'typing', 'Wrong typing command'],
  [45080, 'refused', 'typing', 'No message with this fan within the last 30 seconds'],
  [45081, 'refused', 'typing', 'Already typing'],
  [61452, 'refused', 'oldKf', 'Invalid kf account'],
  [65400, 'refused', 'kf', 'The new customer-service feature is not enabled'],
  [65401, 'refused', 'kf', 'The kf account does not exist'],
  [65402, 'refused', 'kf', 'The kf account has no WeChat id bound yet'],
  [65403, 'refused', 'kf', 'The nickname is not allowed'],
  [65404, 'refused', 'kf', 'The kf account name is not allowed'],
  [65405, 'refused', 'kf', 'No more kf accounts allowed'],
  [65406, 'refused', 'kf', 'The kf account exists already'],
  [65407, 'refused', 'kf', 'The invited user is an agent of this account already'],
  [65408, 'refused', 'kf', 'This account already invited that user'],
  [65409, 'refused', 'kf', 'Invalid WeChat id'],
  [65410, 'refused', 'kf', 'The invited user is bound to five accounts already'],
  [65411, 'refused', 'kf', 'The kf account has an open invitation'],
  [65412, 'refused', 'kf', 'The kf account is bound already'],
  [65413, 'refused', 'session', 'The fan has no such session'],
  [65414, 'refused', 'session', 'Another agent serves the fan'],
  [65415, 'refused', 'session', 'The agent is not online'],
  [65416, 'refused', 'records', 'Invalid query'],
  [65417, 'refused', 'records', 'The query covers more than 24 hours'],
  [40004, 'refused', 'media', 'Invalid media type'],
  [40005, 'refused', 'media', 'Invalid file type'],
  [40006, 'refused', 'media', 'Invalid file size'],
  [40009, 'refused', 'media', 'The picture is too large'],
  [41005, 'refused', 'media', 'The file was missing'],
  [44001, 'refused', 'media', 'The file is empty'],
  [45001, 'refused', 'media', 'The file is too large'],
  [45007, 'refused', 'media', 'The voice is longer than 60 seconds'],
  [40092, 'refused', 'user', 'The remark has 30 bytes or more'],
  [40029, 'refused', 'oauth', 'The code is unknown or of another account'],
  [40163, 'refused', 'oauth', 'The code was used before'],
  [42003, 'refused', 'oauth', 'The code has expired'],
  [41008, 'refused', 'oauth', 'The code was missing'],
  [40052, 'refused', 'qrcode', 'Unknown kind of QR'],
  [40053, 'refused', 'qrcode', 'Invalid scene'],
  [40015, 'refused', 'menu', 'The menu is not one'],
  [40016, 'refused', 'menu', 'A menu has one to three buttons'],
  [40017, 'refused', 'menu', 'Unknown type of a button'],
  [40018, 'refused', 'menu', "A button's name is empty or longer than 16 bytes"],
  [40019, 'refused', 'menu', "A button's key is empty or longer than 128 bytes"],
  [40020, 'refused', 'menu', "A button's address is empty or longer than 1024 bytes"],
  [40023, 'refused', 'menu', 'A button has one to five entries'],
  [40024, 'refused', 'menu', 'Unknown type of an entry'],
  [40025, 'refused', 'menu', "An entry's name is empty or longer than 60 bytes"],
  [40026, 'refused', 'menu', "An entry's key is empty or longer than 128 bytes"],
  [40027, 'refused', 'menu', "An entry's address is empty or longer than 1024 bytes"],
  [40033, 'refused', 'menu', 'The body writes characters as escapes'],
  [40054, 'refused', 'menu', "An entry's address is not one of the web"],
  [40055, 'refused', 'menu', "A button's address is not one of the web"],
  [46003, 'refused', 'menu', 'There is no menu'],
]

const KNOWN = new Map(KNOWN_ERRORS.map(([errcode, kind, , meaning]) => [errcode, { kind, meaning }]))

/** The kind of an errcode. An unknown one is final: sending again what WeChat refused for a reason we don't know helps nobody. */
export function classify(errcode: number): WechatErrorKind {
  return KNOWN.get(errcode)?.kind ?? 'refused'
}

/** What an errcode means, in English, or null when we don't know it. */
export function meaningOf(errcode: number): string | null {
  return KNOWN.get(errcode)?.meaning ?? null
}
