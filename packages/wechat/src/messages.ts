import { type Fields, numberOf, textOf } from './fields.ts'

/** What a fan sent (接收普通消息). `null`: WeChat didn't say. */
export type MessageContent =
  | { type: 'text'; content: string; menuId: string | null }
  | { type: 'image'; picUrl: string | null; mediaId: string }
  | {
      type: 'voice'
      mediaId: string
      format: string | null
      mediaId16k: string | null
      recognition: string | null
    }
  | { type: 'video' | 'shortvideo'; mediaId: string; thumbMediaId: string | null }
  | { type: 'location'; latitude: number; longitude: number; scale: number | null; label: string }
  | { type: 'link'; title: string; description: string; url: string }
  | {
      type: 'miniprogrampage'
      title: string
      appId: string
      pagePath: string
      thumbUrl: string | null
      thumbMediaId: string | null
    }
  /** Without a media id: there is no documented way to download it. `totalLength` in bytes. */
  | {
      type: 'file'
      title: string
      description: string
      fileKey: string | null
      fileMd5: string | null
      totalLength: number | null
    }
  /** A type we don't know, or a known one without what makes it one: stored and acknowledged all the same. */
  | { type: 'unknown'; msgType: string }

/** The typed content of a message; never fails, since an unknown message is a message too. */
export function decodeMessage(msgType: string, fields: Fields): MessageContent {
  return contentOf(msgType, fields) ?? { type: 'unknown', msgType }
}

function contentOf(msgType: string, fields: Fields): MessageContent | null {
  switch (msgType) {
    case 'text':
      return { type: 'text', content: said(fields, 'Content'), menuId: textOf(fields, 'bizmsgmenuid') }
    case 'image':
      return withMediaId(fields, (mediaId) => ({ type: 'image', picUrl: textOf(fields, 'PicUrl'), mediaId }))
    case 'voice':
      return withMediaId(fields, (mediaId) => ({
        type: 'voice',
        mediaId,
        format: textOf(fields, 'Format'),
        mediaId16k: textOf(fields, 'MediaId16K'),
        // Empty where recognition is switched off or heard nothing.
        recognition: textOf(fields, 'Recognition') || null,
      }))
    case 'video':
    case 'shortvideo':
      return withMediaId(fields, (mediaId) => ({
        type: msgType,
        mediaId,
        thumbMediaId: textOf(fields, 'ThumbMediaId'),
      }))
    case 'location':
      return locationOf(fields)
    case 'link':
      return {
        type: 'link',
        title: said(fields, 'Title'),
        description: said(fields, 'Description'),
        url: said(fields, 'Url'),
      }
    case 'miniprogrampage':
      return {
        type: 'miniprogrampage',
        title: said(fields, 'Title'),
        appId: said(fields, 'AppId'),
        pagePath: said(fields, 'PagePath'),
        thumbUrl: textOf(fields, 'ThumbUrl'),
        thumbMediaId: textOf(fields, 'ThumbMediaId'),
      }
    case 'file':
      return {
        type: 'file',
        title: said(fields, 'Title'),
        description: said(fields, 'Description'),
        fileKey: textOf(fields, 'FileKey'),
        fileMd5: textOf(fields, 'FileMd5'),
        totalLength: numberOf(fields, 'FileTotalLen'),
      }
    default:
      return null
  }
}

function said(fields: Fields, name: string): string {
  return textOf(fields, name) ?? ''
}

function withMediaId(fields: Fields, make: (mediaId: string) => MessageContent): MessageContent | null {
  const mediaId = textOf(fields, 'MediaId')
  return mediaId ? make(mediaId) : null
}

/** Location_X is the latitude. */
function locationOf(fields: Fields): MessageContent | null {
  const latitude = numberOf(fields, 'Location_X')
  const longitude = numberOf(fields, 'Location_Y')
  if (latitude === null || longitude === null) return null
  return {
    type: 'location',
    latitude,
    longitude,
    scale: numberOf(fields, 'Scale'),
    label: said(fields, 'Label'),
  }
}
