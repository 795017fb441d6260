/**
 * What an answer of WeChat means for whoever sent the request (spec L8). `delivery` decides by this alone.
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

interface KnownError {
  kind: WechatErrorKind
  meaning: string
}

/** One line per code. Where the source says nothing else: protocol.md and WeChat's list of global return codes. */
const KNOWN: ReadonlyMap<number, KnownError> = new Map<number, KnownError>([
  // 4.3, 5.5: "busy, retry later"; retried with back-off
  [-1, { kind: 'retry', meaning: 'WeChat is busy' }],
  // 6.4: "system error" of the older generation
  [61450, { kind: 'retry', meaning: 'WeChat had an internal error' }],
  // 4.1: on 40001, 40014 and 42001 of a business call refresh once, retry once
  [40001, { kind: 'refresh-token', meaning: 'The access token is not the latest' }],
  [40014, { kind: 'refresh-token', meaning: 'The access token is malformed' }],
  [42001, { kind: 'refresh-token', meaning: 'The access token has expired' }],
  // 4.3: the token was missing; the same cure
  [41001, { kind: 'refresh-token', meaning: 'The access token was missing' }],
  // 4.3, 5.5: "pause the account for 45009 / 45011"
  [45009, { kind: 'pause-account', meaning: "The account's daily quota of this API is used up" }],
  [45011, { kind: 'pause-account', meaning: 'The account called this API too often within a minute' }],
  // 5.5: global return codes; 48 h passed, or the fan unfollowed
  [45015, { kind: 'no-quota', meaning: 'The reply window is closed' }],
  // 5.5: global return codes; 5 messages after each message of the fan
  [45047, { kind: 'no-quota', meaning: 'The messages allowed after the last one of the fan are used up' }],
  // 4.3: credentials and the account itself
  [40002, { kind: 'refused', meaning: 'Wrong grant_type' }],
  [40013, { kind: 'refused', meaning: 'Unknown AppID' }],
  [40125, { kind: 'refused', meaning: 'Wrong AppSecret' }],
  [40164, { kind: 'refused', meaning: "This server's IP is not on the account's whitelist" }],
  [40243, { kind: 'refused', meaning: 'The AppSecret is frozen' }],
  [41002, { kind: 'refused', meaning: 'The AppID was missing' }],
  [41004, { kind: 'refused', meaning: 'The AppSecret was missing' }],
  [43002, { kind: 'refused', meaning: 'The call must be a POST' }],
  [48001, { kind: 'refused', meaning: 'The account has no right to this API (not verified?)' }],
  [48004, { kind: 'refused', meaning: 'The API is blocked after a violation' }],
  [50004, { kind: 'refused', meaning: 'The account may not use the token API' }],
  [50007, { kind: 'refused', meaning: 'The account is frozen' }],
  [61004, { kind: 'refused', meaning: "This server's IP is not registered" }],
  // 4.2: whitelist
  [89503, { kind: 'refused', meaning: "This server's IP waits for an administrator's confirmation" }],
  [89506, { kind: 'refused', meaning: "This server's IP was refused; again after 24 hours" }],
  [89507, { kind: 'refused', meaning: "This server's IP was refused; again after one hour" }],
  // 5.5: do not retry 40003, 43004, 48002, 70000
  [40003, { kind: 'refused', meaning: 'The openid is wrong or of another account' }],
  [40007, { kind: 'refused', meaning: 'The media id is invalid or older than three days' }],
  [40008, { kind: 'refused', meaning: 'Unknown message type' }],
  [43004, { kind: 'refused', meaning: 'The fan does not follow the account' }],
  [43019, { kind: 'refused', meaning: "The fan is on the account's blacklist" }],
  [44004, { kind: 'refused', meaning: 'The text is empty' }],
  [45002, { kind: 'refused', meaning: 'The content is too long' }],
  [45008, { kind: 'refused', meaning: 'More than one article' }],
  [48002, { kind: 'refused', meaning: 'The fan refuses messages of the account' }],
  [48008, { kind: 'refused', meaning: 'The account may not send this type' }],
  [50002, { kind: 'refused', meaning: 'The user is limited (frozen or closed)' }],
  [50005, { kind: 'refused', meaning: 'The fan does not follow the account' }],
  [70000, { kind: 'refused', meaning: 'Not delivered: protection of minors' }],
  // 5.3: typing
  [40200, { kind: 'refused', meaning: 'Wrong type of account' }],
  [45072, { kind: 'refused', meaning: 'Wrong typing command' }],
  [45080, { kind: 'refused', meaning: 'No message with this fan within the last 30 seconds' }],
  [45081, { kind: 'refused', meaning: 'Already typing' }],
  // 6.4: customer-service accounts
  [61452, { kind: 'refused', meaning: 'Invalid kf account' }],
  [65400, { kind: 'refused', meaning: 'The new customer-service feature is not enabled' }],
  [65401, { kind: 'refused', meaning: 'The kf account does not exist' }],
  [65402, { kind: 'refused', meaning: 'The kf account has no WeChat id bound yet' }],
  [65403, { kind: 'refused', meaning: 'The nickname is not allowed' }],
  [65404, { kind: 'refused', meaning: 'The kf account name is not allowed' }],
  [65405, { kind: 'refused', meaning: 'No more kf accounts allowed' }],
  [65406, { kind: 'refused', meaning: 'The kf account exists already' }],
  [65407, { kind: 'refused', meaning: 'The invited user is an agent of this account already' }],
  [65408, { kind: 'refused', meaning: 'This account already invited that user' }],
  [65409, { kind: 'refused', meaning: 'Invalid WeChat id' }],
  [65410, { kind: 'refused', meaning: 'The invited user is bound to five accounts already' }],
  [65411, { kind: 'refused', meaning: 'The kf account has an open invitation' }],
  [65412, { kind: 'refused', meaning: 'The kf account is bound already' }],
  [65413, { kind: 'refused', meaning: 'The fan has no such session' }],
  [65414, { kind: 'refused', meaning: 'Another agent serves the fan' }],
  [65415, { kind: 'refused', meaning: 'The agent is not online' }],
  [65416, { kind: 'refused', meaning: 'Invalid query' }],
  [65417, { kind: 'refused', meaning: 'The query covers more than 24 hours' }],
  // 7: media
  [40004, { kind: 'refused', meaning: 'Invalid media type' }],
  [40005, { kind: 'refused', meaning: 'Invalid file type' }],
  [40006, { kind: 'refused', meaning: 'Invalid file size' }],
  [40009, { kind: 'refused', meaning: 'The picture is too large' }],
  [41005, { kind: 'refused', meaning: 'The file was missing' }],
  [44001, { kind: 'refused', meaning: 'The file is empty' }],
  [45001, { kind: 'refused', meaning: 'The file is too large' }],
  [45007, { kind: 'refused', meaning: 'The voice is longer than 60 seconds' }],
  // 8: remarks
  [40092, { kind: 'refused', meaning: 'The remark has 30 bytes or more' }],
])

/** The kind of an errcode. An unknown one is final: sending again what WeChat refused for a reason we don't know helps nobody. */
export function classify(errcode: number): WechatErrorKind {
  return KNOWN.get(errcode)?.kind ?? 'refused'
}

/** What an errcode means, in English, or null when we don't know it. */
export function meaningOf(errcode: number): string | null {
  return KNOWN.get(errcode)?.meaning ?? null
}
