import type { QuickReply, QuickReplyBody, ReplyCard } from '@duokefu/contract'
import {
  type CardFields,
  type CardProblems,
  type CardType,
  cardOf,
  emptyCard,
  fieldsOf,
} from '../../cards/card-fields.ts'

export const mostPictures = 4

/** A quick reply as it is edited. */
export interface ReplyForm {
  readonly title: string
  readonly text: string
  readonly groupId: string | null
  readonly audience: string | null
  readonly pictures: readonly string[]
  /** null = no card. */
  readonly cardType: CardType | null
  readonly card: CardFields
}

export function formOf(reply: QuickReply | null, groupId: string | null): ReplyForm {
  return {
    title: reply?.title ?? '',
    text: reply?.text ?? '',
    groupId: reply === null ? groupId : reply.groupId,
    audience: reply?.audience ?? null,
    pictures: reply?.pictures ?? [],
    cardType: reply?.card?.type ?? null,
    card: reply === null ? emptyCard : fieldsOf(reply.card),
  }
}

/** What is saved, or what is wrong: `empty` = it would send nothing. */
export function bodyOf(
  form: ReplyForm,
):
  | { readonly ok: true; readonly body: QuickReplyBody }
  | { readonly ok: false; readonly empty: boolean; readonly problems: CardProblems } {
  let card: ReplyCard | null = null
  if (form.cardType !== null) {
    const made = cardOf(form.cardType, form.card)
    if (!made.ok) return { ok: false, empty: false, problems: made.problems }
    card = made.card
  }
  const { title, text, groupId, audience, pictures } = form
  if (text.trim() === '' && pictures.length === 0 && card === null)
    return { ok: false, empty: true, problems: {} }
  return {
    ok: true,
    body: { title: title.trim(), text: text.trim(), groupId, audience, pictures: [...pictures], card },
  }
}
