/** Texts of this page, in the order in which a customer may meet them. */
export const autoTexts = ['follow', 'defaultReply', 'queueNotice', 'offHoursText', 'leaveMessage'] as const
export type AutoTextName = (typeof autoTexts)[number]

/**
 * Whether a text usually costs one of the messages that WeChat allows (L15): what answers a customer's own message goes
 * out with the answer to it, if such replies are free; who has waited for a while gets a message of its own.
 */
export function usuallySpends(name: AutoTextName, passiveFree: boolean): boolean {
  return !passiveFree || name === 'leaveMessage'
}

/** What a queue notice may count, as the server fills it in, with an example for the preview. */
export const queueNumbers = { position: '3', minutes: '5' } as const

/** A queue notice as a customer reads it. */
export function sampleOf(text: string): string {
  return Object.entries(queueNumbers).reduce(
    (filled, [name, sample]) => filled.replaceAll(`{${name}}`, sample),
    text,
  )
}
