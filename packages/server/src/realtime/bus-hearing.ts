/** What a process says on a bus that may lose words without a sign; `number` counts its words so far. */
export interface Saying {
  readonly sender: string
  /** `beat`: no word, it is still there. `bye`: no more words will come. */
  readonly kind: 'word' | 'beat' | 'bye'
  readonly number: number
}

/** What one process has heard of the others. Times (`at`) in milliseconds, of a clock that never goes back. */
export interface Hearing {
  /** True: something that the sender said before was missed. */
  note(saying: Saying, at: number): boolean
  /** True when somebody fell silent without a goodbye: what they did last was perhaps never told. */
  someoneVanished(at: number): boolean
}

export const beatEveryMs = 1_000
/** Whoever is silent for so long is gone, or hangs and will be known by its number when it comes back. */
const vanishedAfterMs = 5_000

export function createHearing(): Hearing {
  const senders = new Map<string, { readonly number: number; readonly at: number }>()
  return {
    note({ sender, kind, number }, at) {
      const known = senders.get(sender)?.number ?? 0
      // What comes late, by another way through a cluster, was already missed once.
      if (kind === 'bye') senders.delete(sender)
      else senders.set(sender, { number: Math.max(known, number), at })
      return number > (kind === 'word' ? known + 1 : known)
    },
    someoneVanished(at) {
      const gone = [...senders].filter(([, heard]) => at - heard.at > vanishedAfterMs)
      for (const [sender] of gone) senders.delete(sender)
      return gone.length > 0
    },
  }
}
