import { type ChatRecordsPage, type ChatRecordsQuery, chatRecords } from './chat-records.ts'
import { type CustomMessage, customMessageBody } from './custom-message.ts'
import type { ApiResult } from './errors.ts'
import {
  type FetchedMedia,
  getMedia,
  type MediaToUpload,
  type UploadedMedia,
  uploadKfAvatar,
  uploadMedia,
} from './media.ts'
import { currentSelfMenu, type MenuButton, menuCreate, menuDelete, menuGet } from './menu.ts'
import { type OauthIdentity, oauthIdentity } from './oauth.ts'
import { createSceneQr, type SceneQr } from './qrcode.ts'
import { callJson, type Transport } from './transport.ts'

export interface StableToken {
  accessToken: string
  /** Seconds that this token still lives. */
  expiresIn: number
}

/** A fan. WeChat gives neither nickname nor picture since 2021; of one who doesn't follow it gives the openid alone. */
export interface WechatUser {
  openid: string
  isFollowing: boolean
  subscribeTime: number | null
  unionid: string | null
  remark: string
  tagIds: number[]
  subscribeScene: string | null
  qrScene: string | null
}

/** A kf account of WeChat's own desk. `wx` once bound; else perhaps an open invitation. */
export interface KfAccount {
  account: string
  nick: string
  /** Text or number in WeChat's answers, always text here. */
  id: string
  headImgUrl: string
  wx: string | null
  openid: string | null
  invite: { wx: string; expiresAt: number; status: string } | null
}

export interface OnlineKf {
  account: string
  id: string
  /** 0 offline, 1 on the web desk. */
  status: number
  acceptedCases: number
}

/** Every function is one call; results are values, never exceptions. */
export interface WechatApi {
  /** Without force the same token until shortly before its end. A wrong AppSecret (40001 here) is `refused`. */
  stableToken(input: {
    appid: string
    secret: string
    forceRefresh?: boolean
  }): Promise<ApiResult<StableToken>>
  /** The only call that may end `uncertain`: WeChat gives no message id, so nobody can look afterwards. */
  sendCustomMessage(accessToken: string, message: CustomMessage): Promise<ApiResult<null>>
  /** Lasts 15 s or until a message is sent. */
  typing(accessToken: string, toUser: string, command?: 'Typing' | 'CancelTyping'): Promise<ApiResult<null>>
  uploadMedia(accessToken: string, media: MediaToUpload): Promise<ApiResult<UploadedMedia>>
  getMedia(accessToken: string, mediaId: string): Promise<ApiResult<FetchedMedia>>
  userInfo(accessToken: string, openid: string): Promise<ApiResult<WechatUser>>
  /** Strictly under 30 bytes (40092). */
  updateRemark(accessToken: string, openid: string, remark: string): Promise<ApiResult<null>>
  getKfList(accessToken: string): Promise<ApiResult<KfAccount[]>>
  getOnlineKfList(accessToken: string): Promise<ApiResult<OnlineKf[]>>
  addKfAccount(accessToken: string, account: string, nickname: string): Promise<ApiResult<null>>
  updateKfAccount(accessToken: string, account: string, nickname: string): Promise<ApiResult<null>>
  deleteKfAccount(accessToken: string, account: string): Promise<ApiResult<null>>
  /** A jpeg, 640 × 640 as WeChat recommends. */
  uploadKfAvatar(
    accessToken: string,
    account: string,
    picture: Omit<MediaToUpload, 'type'>,
  ): Promise<ApiResult<null>>
  /** Binds a WeChat id to a kf account once its owner agrees. */
  inviteWorker(accessToken: string, account: string, wx: string): Promise<ApiResult<null>>
  /** Records of WeChat's own desk: 24 hours and 10,000 rows at most. */
  chatRecords(accessToken: string, query: ChatRecordsQuery): Promise<ApiResult<ChatRecordsPage>>
  /** The addresses from which WeChat calls us, perhaps as CIDR. */
  getCallbackIps(accessToken: string): Promise<ApiResult<string[]>>
  /** Who opened our page in WeChat; a code is good once. */
  oauthIdentity(input: { appid: string; secret: string; code: string }): Promise<ApiResult<OauthIdentity>>
  /** A QR whose scan is told as an event with this scene (1 to 64 characters). */
  createSceneQr(accessToken: string, scene: string, expireSeconds: number): Promise<ApiResult<SceneQr>>
  /** Publishes a menu of one to three buttons, each with up to five entries, in place of the one before. */
  menuCreate(accessToken: string, buttons: MenuButton[]): Promise<ApiResult<null>>
  /** The menu published through the API; null when there is none. */
  menuGet(accessToken: string): Promise<ApiResult<MenuButton[] | null>>
  menuDelete(accessToken: string): Promise<ApiResult<null>>
  /** What fans see, be it from the API or from WeChat's console. */
  currentSelfMenu(accessToken: string): Promise<ApiResult<{ isOpen: boolean; buttons: MenuButton[] }>>
}

/** WeChat's API at a base URL, by a fetch that is passed in. */
export function createWechatApi(transport: Transport): WechatApi {
  const get = (path: string, query: Record<string, string>) =>
    callJson(transport, { method: 'GET', path, query, repeatable: true })
  const post = (path: string, accessToken: string, body: unknown, repeatable = true) =>
    callJson(transport, {
      method: 'POST',
      path,
      query: { access_token: accessToken },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      repeatable,
    })
  const act = async (path: string, accessToken: string, body: unknown, repeatable = true) =>
    mapped(await post(path, accessToken, body, repeatable), () => null)

  return {
    stableToken: (input) => stableToken(transport, input),
    sendCustomMessage: (accessToken, message) =>
      act('/cgi-bin/message/custom/send', accessToken, customMessageBody(message), false),
    typing: (accessToken, toUser, command = 'Typing') =>
      act('/cgi-bin/message/custom/typing', accessToken, { touser: toUser, command }),
    uploadMedia: (accessToken, media) => uploadMedia(transport, accessToken, media),
    getMedia: (accessToken, mediaId) => getMedia(transport, accessToken, mediaId),
    userInfo: async (accessToken, openid) =>
      mapped(
        await get('/cgi-bin/user/info', { access_token: accessToken, openid, lang: 'zh_CN' }),
        wechatUserOf,
      ),
    updateRemark: (accessToken, openid, remark) =>
      act('/cgi-bin/user/info/updateremark', accessToken, { openid, remark }),
    getKfList: async (accessToken) =>
      mapped(await get('/cgi-bin/customservice/getkflist', { access_token: accessToken }), (json) =>
        objectsOf(json.kf_list).map(kfAccountOf),
      ),
    getOnlineKfList: async (accessToken) =>
      mapped(await get('/cgi-bin/customservice/getonlinekflist', { access_token: accessToken }), (json) =>
        objectsOf(json.kf_online_list).map(onlineKfOf),
      ),
    addKfAccount: (accessToken, account, nickname) =>
      act('/customservice/kfaccount/add', accessToken, { kf_account: account, nickname }),
    updateKfAccount: (accessToken, account, nickname) =>
      act('/customservice/kfaccount/update', accessToken, { kf_account: account, nickname }),
    deleteKfAccount: (accessToken, account) =>
      act('/customservice/kfaccount/del', accessToken, { kf_account: account }),
    uploadKfAvatar: (accessToken, account, picture) =>
      uploadKfAvatar(transport, accessToken, account, picture),
    inviteWorker: (accessToken, account, wx) =>
      act('/customservice/kfaccount/inviteworker', accessToken, { kf_account: account, invite_wx: wx }),
    chatRecords: (accessToken, query) => chatRecords(transport, accessToken, query),
    getCallbackIps: async (accessToken) =>
      mapped(await get('/cgi-bin/getcallbackip', { access_token: accessToken }), (json) =>
        Array.isArray(json.ip_list) ? json.ip_list.map(String) : [],
      ),
    oauthIdentity: (input) => oauthIdentity(transport, input),
    createSceneQr: (accessToken, scene, expireSeconds) =>
      createSceneQr(transport, accessToken, scene, expireSeconds),
    menuCreate: (accessToken, buttons) => menuCreate(transport, accessToken, buttons),
    menuGet: (accessToken) => menuGet(transport, accessToken),
    menuDelete: (accessToken) => menuDelete(transport, accessToken),
    currentSelfMenu: (accessToken) => currentSelfMenu(transport, accessToken),
  }
}

async function stableToken(
  transport: Transport,
  input: { appid: string; secret: string; forceRefresh?: boolean },
): Promise<ApiResult<StableToken>> {
  const { appid, secret, forceRefresh = false } = input
  const answer = await callJson(transport, {
    method: 'POST',
    path: '/cgi-bin/stable_token',
    query: {},
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credential', appid, secret, force_refresh: forceRefresh }),
    repeatable: true,
  })
  if (!answer.ok) {
    // Here 40001 says that the secret is wrong, not that a token is old.
    const isCredential = answer.error.kind === 'refresh-token'
    return isCredential ? { ok: false, error: { ...answer.error, kind: 'refused' } } : answer
  }
  const { access_token: accessToken, expires_in: expiresIn } = answer.value
  if (typeof accessToken !== 'string' || typeof expiresIn !== 'number') {
    return {
      ok: false,
      error: { kind: 'retry', errcode: null, errmsg: 'no token in the answer', sent: true },
    }
  }
  return { ok: true, value: { accessToken, expiresIn } }
}

type JsonObject = { readonly [name: string]: unknown }

function mapped<From, To>(result: ApiResult<From>, map: (value: From) => To): ApiResult<To> {
  return result.ok ? { ok: true, value: map(result.value) } : result
}

function objectsOf(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function wechatUserOf(json: JsonObject): WechatUser {
  return {
    openid: textOf(json.openid),
    isFollowing: json.subscribe === 1,
    subscribeTime: typeof json.subscribe_time === 'number' ? json.subscribe_time : null,
    unionid: textOf(json.unionid) || null,
    remark: textOf(json.remark),
    tagIds: Array.isArray(json.tagid_list) ? json.tagid_list.map(Number) : [],
    subscribeScene: textOf(json.subscribe_scene) || null,
    // qr_scene is 0 when there was none, or when the scene is a text.
    qrScene: textOf(json.qr_scene_str) || (json.qr_scene === 0 ? null : textOf(json.qr_scene) || null),
  }
}

function kfAccountOf(json: JsonObject): KfAccount {
  const inviteWx = textOf(json.invite_wx)
  return {
    account: textOf(json.kf_account),
    nick: textOf(json.kf_nick),
    id: textOf(json.kf_id),
    headImgUrl: textOf(json.kf_headimgurl),
    wx: textOf(json.kf_wx) || null,
    openid: textOf(json.kf_openid) || null,
    invite:
      inviteWx === ''
        ? null
        : {
            wx: inviteWx,
            expiresAt: Number(json.invite_expire_time ?? 0),
            status: textOf(json.invite_status),
          },
  }
}

function onlineKfOf(json: JsonObject): OnlineKf {
  return {
    account: textOf(json.kf_account),
    id: textOf(json.kf_id),
    status: Number(json.status ?? 0),
    acceptedCases: Number(json.accepted_case ?? 0),
  }
}
