import type { Content, Media } from '@duokefu/contract'
import { decide } from '@duokefu/engine'
import { applyAnswer } from './apply-answer.ts'
import { applyApi } from './apply-api.ts'
import { applyDelivered } from './apply-delivered.ts'
import { applyDesk } from './apply-desk.ts'
import { applyInbound } from './apply-inbound.ts'
import { applyTold } from './apply-told.ts'
import { carryOut } from './effects.ts'
import type { Entry, Outcome } from './entries.ts'
import { changeRecord, contextOf, type EntryOf, findRecord, type Group, nothing, type Work } from './group.ts'

/**
 * Applies one entry to its customer: decides, and notes what must be written. No I/O here. `work` is null for an
 * entry whose customer does not exist.
 */
export function applyEntry(entry: Entry, work: Work | null, group: Group): Outcome {
  if (work !== null) work.versioned = false
  if (entry.type === 'inbound') return applyInbound(entry, work, group)
  if (entry.type === 'answer') return applyAnswer(entry, work, group)
  if (entry.type === 'told') return applyTold(entry, work, group)
  if (work === null) return nothing
  switch (entry.type) {
    case 'desk':
      return applyDesk(entry, work, group)
    case 'api':
      return applyApi(entry, work, group)
    case 'engine':
      return applyEngine(entry, work, group)
    case 'delivered':
      return applyDelivered(entry, work, group)
    case 'media':
      return applyMedia(entry, work, group)
  }
}

function applyEngine(entry: EntryOf<'engine'>, work: Work, group: Group): Outcome {
  const decision = decide(work.record.subject, entry.command, contextOf(work, group))
  carryOut(work, group, decision)
  return decision.ok
    ? { type: 'done', conversation: work.record, message: null }
    : { type: 'refused', refusal: decision.refusal, conversation: work.record }
}

/** The file of a record arrived or was given up. */
function applyMedia(entry: EntryOf<'media'>, work: Work, group: Group): Outcome {
  const message = findRecord(work, group, entry.seq)
  if (message === null) return nothing
  const content = withMedia(message.content, entry.media)
  if (content !== null) changeRecord(work, group, message, { content })
  return nothing
}

/** The record with this file in the place that shows it; null when none does. */
function withMedia(content: Content, media: Media): Content | null {
  if (content.type === 'miniprogram')
    return content.cover?.key === media.key ? { ...content, cover: media } : null
  if (content.type === 'video' && content.thumb?.key === media.key) return { ...content, thumb: media }
  return 'media' in content ? { ...content, media } : null
}
