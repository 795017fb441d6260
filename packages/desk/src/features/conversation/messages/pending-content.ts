import type { Content, ReplyContent } from '@duokefu/contract'

/** What a reply will look like once it is stored. */
export function contentOf(reply: ReplyContent): Content {
  if (reply.type === 'text') return { type: 'text', text: reply.text, menuId: null }
  const media = { key: reply.mediaKey, state: 'ready', mime: null, bytes: null } as const
  return {
    type: 'image',
    media: { ...media, ...(sizes.get(reply.mediaKey) ?? { width: null, height: null }) },
  }
}

const sizes = new Map<string, { readonly width: number | null; readonly height: number | null }>()

/** Remembers a picture's pixels from its upload, so that its box doesn't change when it is stored. */
export function rememberSize(mediaKey: string, width: number | null, height: number | null): void {
  sizes.set(mediaKey, { width, height })
}
