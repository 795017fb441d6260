import { randomUUID } from 'node:crypto'
import type { Content, Media } from '@duokefu/contract'
import type { FanAct } from '@duokefu/engine'
import type { InboundEvent, InboundMessage, Push } from '@duokefu/wechat'
import type { InboundEntry, MediaSource } from '../conversations/entries.ts'
import { ticketOfScene } from '../login/scene.ts'

/** What a push means to us: how rules see it, and what is recorded of it. */
export interface Inbound {
  readonly act: FanAct
  /** null: it passes through to the developer URL and leaves no record. */
  readonly content: Content | null
  readonly media: InboundEntry['media']
  readonly thumb?: NonNullable<InboundEntry['thumb']>
  readonly createsCustomer: boolean
  readonly msgId: string | null
}

/** Events that are an act of the fan towards us; reports (LOCATION, VIEW, a job's end …) pass through. */
const recordedEvents = new Set([
  'subscribe',
  'unsubscribe',
  'scan',
  'click',
  'scancode_push',
  'scancode_waitmsg',
])
/** The only events that make a customer (L2). */
const customerEvents = new Set(['subscribe', 'scan', 'click'])

/** Senders that are no fans: the account's own mass-send results. */
const notFans = new Set(['', 'mphelper'])

export function inboundOf(push: Push): Inbound {
  const inbound = push.kind === 'message' ? messageOf(push) : eventOf(push)
  return notFans.has(push.fromUserName)
    ? { ...inbound, content: null, media: null, createsCustomer: false }
    : inbound
}

function eventOf(push: InboundEvent): Inbound {
  const key = keyOf(push)
  const name = push.event.toLowerCase()
  return {
    act: { kind: 'event', type: push.event, text: null, key },
    content: recordedEvents.has(name) ? { type: 'fan_event', event: push.event, key } : null,
    media: null,
    createsCustomer: customerEvents.has(name),
    msgId: null,
  }
}

/** Menu key or QR scene. */
function keyOf({ content, eventKey }: InboundEvent): string | null {
  if (content.type === 'subscribe' || content.type === 'SCAN')
    // Who follows by a login QR has no source: the scene is a ticket, and no record keeps it.
    return ticketOfScene(content.scene) === null ? content.scene : null
  if ('key' in content) return content.key
  return eventKey === '' ? null : eventKey
}

function messageOf(push: InboundMessage): Inbound {
  const recorded = contentOf(push)
  const text = push.content.type === 'text' ? push.content.content : null
  return {
    act: {
      kind: 'message',
      type: push.content.type === 'unknown' ? push.content.msgType : push.content.type,
      text,
      key: null,
    },
    ...recorded,
    createsCustomer: true,
    msgId: push.msgId === '' ? null : push.msgId,
  }
}

type Recorded = Pick<Inbound, 'media' | 'thumb'> & { readonly content: Content }

function contentOf({ content, fields }: InboundMessage): Recorded {
  switch (content.type) {
    case 'text':
      return said({ type: 'text', text: content.content, menuId: content.menuId })
    case 'image':
      return withFile({ mediaId: content.mediaId, picUrl: content.picUrl, type: 'image' }, (media) => ({
        type: 'image',
        media,
      }))
    case 'voice':
      return withFile(
        { mediaId: content.mediaId, mediaId16k: content.mediaId16k, picUrl: null, type: 'voice' },
        (media) => ({
          type: 'voice',
          media,
          format: content.format ?? 'amr',
          recognition: content.recognition,
        }),
      )
    case 'video':
    case 'shortvideo':
      return videoOf(content)
    case 'location':
      return said({ ...content, scale: content.scale ?? 16 })
    case 'link':
      return said({ ...content, picUrl: null })
    case 'miniprogrampage':
      return miniprogramOf(content)
    case 'file':
      return said({ type: 'file', name: content.title, bytes: content.totalLength })
    case 'unknown':
      return said({ type: 'unknown', msgType: content.msgType, fields })
  }
}

function said(content: Content): Recorded {
  return { content, media: null }
}

function withFile(source: MediaSource, content: (media: Media) => Content): Recorded {
  const { media, file } = fileOf(source)
  return { content: content(media), media: file }
}

/** A video and its first picture are two files of one record. */
function videoOf({ mediaId, thumbMediaId }: { mediaId: string; thumbMediaId: string | null }): Recorded {
  const { media, file } = fileOf({ mediaId, picUrl: null, type: 'video' })
  if (!thumbMediaId) return { content: { type: 'video', media, thumb: null }, media: file }
  const thumb = fileOf({ mediaId: thumbMediaId, picUrl: null, type: 'image' })
  return { content: { type: 'video', media, thumb: thumb.media }, media: file, thumb: thumb.file }
}

/** A mini program's card shows its picture, which WeChat gives by id and by address. */
function miniprogramOf(page: Extract<InboundMessage['content'], { type: 'miniprogrampage' }>): Recorded {
  const { title, appId: appid, pagePath, thumbUrl, thumbMediaId } = page
  const content = { type: 'miniprogram', title, appid, pagePath, thumbUrl } as const
  if (!thumbMediaId) return said(content)
  const cover = fileOf({ mediaId: thumbMediaId, picUrl: thumbUrl, type: 'image' })
  return { content: { ...content, cover: cover.media }, media: null, thumb: cover.file }
}

function fileOf(source: MediaSource) {
  const key = randomUUID()
  const media: Media = { key, state: 'fetching', mime: null, bytes: null, width: null, height: null }
  return { media, file: { key, source } }
}

const dayMs = 24 * 60 * 60_000

/**
 * The day a receipt is filed under: the one of WeChat's CreateTime. Receipts are kept three days; a time outside of
 * what partitions exist for is filed under 1970-01-01, always the same for the same message.
 */
export function receiptDay(createTimeMs: number, now: number): string {
  const near = createTimeMs > now - 3 * dayMs && createTimeMs < now + dayMs
  return near ? isoDay(Math.floor(createTimeMs / dayMs)) : '1970-01-01'
}

let lastDay = { number: 0, iso: '1970-01-01' }

/** Of a day since 1970; kept, since nearly every callback asks for the same one. */
function isoDay(number: number): string {
  if (lastDay.number !== number)
    lastDay = { number, iso: new Date(number * dayMs).toISOString().slice(0, 10) }
  return lastDay.iso
}
