export { aesKeyOf, type Decrypted, decryptMessage, encryptMessage, InvalidAesKeyError } from './aes.ts'
export {
  type ChatRecord,
  type ChatRecordsPage,
  type ChatRecordsQuery,
  chatRecordsPeriodSeconds,
  chatRecordsPerPage,
} from './api/chat-records.ts'
export {
  createWechatApi,
  type KfAccount,
  type OnlineKf,
  type StableToken,
  type WechatApi,
  type WechatUser,
} from './api/client.ts'
export { type CustomContent, type CustomMessage, customMessageBody } from './api/custom-message.ts'
export { type ApiResult, classify, meaningOf, type WechatError, type WechatErrorKind } from './api/errors.ts'
export type { FetchedMedia, MediaToUpload, UploadedMedia } from './api/media.ts'
export type { MenuAction, MenuArticle, MenuButton, MenuEntry } from './api/menu.ts'
export { type AuthorizeRequest, authorizeUrl, type OauthIdentity } from './api/oauth.ts'
export type { SceneQr } from './api/qrcode.ts'
export type { FetchAnswer, FetchInit, FetchLike, Transport } from './api/transport.ts'
export {
  type Callback,
  type CallbackAccount,
  type CallbackDecoded,
  type CallbackQuery,
  decodeCallback,
  type EncryptionMode,
} from './callback.ts'
export { decodeReply, type ReplyCrypto, type ReplyDecoded } from './decode-reply.ts'
export type { EventContent, SubscribeMsgItem } from './events.ts'
export { type Face, faces, splitFaces, type TextPart } from './faces.ts'
export { type Fields, type FieldValue, MAX_BODY_BYTES } from './fields.ts'
export type { MessageContent } from './messages.ts'
export type { CodecProblem } from './problem.ts'
export {
  decodePush,
  type Format,
  type InboundEvent,
  type InboundMessage,
  type Push,
  type PushDecoded,
} from './push.ts'
export { receiptKeyOf } from './receipt-key.ts'
export {
  ACKNOWLEDGED,
  encodeReply,
  encodeReplyEnvelope,
  type PassiveReply,
  type ReplyArticle,
} from './reply.ts'
export { signatureOf, verifySignature } from './signature.ts'
export { type PushToWrap, wrapPush } from './wrap-push.ts'
export { encodePushJson, encodePushXml, type WritableFields, type WritableValue } from './writer.ts'
