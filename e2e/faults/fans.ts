import { setTimeout as wait } from 'node:timers/promises'
import { type Shop, signedPath, textPush } from '../../bench/product/callback.ts'

/** A message of a fan, and what its sender knows of it. */
export interface Said {
  readonly openid: string
  readonly msgId: string
  /** By `performance.now()`. */
  readonly at: number
  tries: number
  /** WeChat heard 200: from now on the message may not be lost. */
  answered: boolean
}

/** Fans who write at a steady pace; each waits for the end of their last message before the next, as WeChat does. */
export interface Fans {
  /** Everything said so far, in the order of each fan. */
  said(): readonly Said[]
  /** Answers other than 200, which nothing here may cause. */
  refusals(): readonly string[]
  /** Milliseconds from this moment (by `performance.now()`) to the first 200 for something that was sent after it. */
  untilAnswered(since: number): Promise<number>
  /** No new messages; resolves when each one is answered or given up. */
  finish(): Promise<void>
}

/** WeChat waits five seconds for an answer and tries three times in all (its guide 接收普通消息). */
const patienceMs = 5_000
const tries = 3

interface Fan {
  readonly openid: string
  readonly said: Said[]
  writing: boolean
}

export interface FansOptions {
  readonly url: () => string
  readonly shop: Shop
  readonly openids: readonly string[]
  readonly perSecond: number
  /** Called when WeChat has heard the first 200 for a message. */
  readonly onAnswered?: (message: Said) => void
  /** How WeChat doubles what it sends: nearly never, unless it is said here. */
  readonly copies?: Copies
  /** Of each message, in characters; a few unless it is said here. */
  readonly textLength?: number
}

/** Each callback comes so many times more: at once, and again so much later. */
export interface Copies {
  readonly atOnce: number
  readonly later: number
  readonly laterMs: number
}

/** Begins at once. Every second fan asks for 客服 with their first message. */
export function startFans(options: FansOptions): Fans {
  const { shop, url, perSecond, copies, textLength = 0, onAnswered = () => undefined } = options
  const fans = options.openids.map((openid): Fan => ({ openid, said: [], writing: false }))
  const underWay = new Set<Promise<void>>()
  const refusals: string[] = []
  const watchers = new Set<(sentAt: number) => void>()
  let messages = 0
  let finishing = false
  const writing = writeSteadily()

  async function writeSteadily(): Promise<void> {
    const start = performance.now()
    for (let planned = 0; !finishing; ) {
      const due = ((performance.now() - start) * perSecond) / 1000
      for (; planned < due; planned += 1) {
        const fan = fans[planned % fans.length]
        // Whoever still waits for an answer misses their turn.
        if (fan !== undefined && !fan.writing) begin(fan)
      }
      await wait(5)
    }
  }

  function begin(fan: Fan): void {
    fan.writing = true
    const message = {
      openid: fan.openid,
      msgId: nextMsgId(),
      at: performance.now(),
      tries: 0,
      answered: false,
    }
    fan.said.push(message)
    const text =
      fan.said.length === 1 && fans.indexOf(fan) % 2 === 0
        ? '客服'
        : `第 ${fan.said.length} 句`.padEnd(textLength, '好')
    keep(
      deliver(message, text).finally(() => {
        fan.writing = false
      }),
    )
  }

  async function deliver(message: Said, text: string): Promise<void> {
    const at = Date.now()
    const body = textPush(shop, { ...message, text, at })
    while (!message.answered && message.tries < tries) {
      const patience = wait(patienceMs)
      message.tries += 1
      message.answered = await push(message.openid, body, copies?.atOnce)
      if (message.answered) onAnswered(message)
      // A try that was cut off is not repeated any sooner than one that was not answered.
      if (!message.answered && message.tries < tries) await patience
    }
    // WeChat also repeats what was answered, now and then.
    if (message.answered && copies === undefined && message.msgId.endsWith('0')) {
      message.tries += 1
      await push(message.openid, body)
    }
    if (message.answered && copies !== undefined) keep(repeatLater(message, body, copies))
  }

  /** The fan goes on writing meanwhile. */
  async function repeatLater(message: Said, body: string, { later, laterMs }: Copies): Promise<void> {
    for (let copy = 0; copy < later; copy += 1) {
      await wait(laterMs)
      message.tries += 1
      await push(message.openid, body)
    }
  }

  function keep(work: Promise<void>): void {
    const kept = work.finally(() => underWay.delete(kept))
    underWay.add(kept)
  }

  /** Several at once are one try: WeChat is content with the first 200. */
  async function push(openid: string, body: string, copiesAtOnce = 0): Promise<boolean> {
    const answers = Array.from({ length: 1 + copiesAtOnce }, () => pushOnce(openid, body))
    return (await Promise.all(answers)).includes(true)
  }

  async function pushOnce(openid: string, body: string): Promise<boolean> {
    const sentAt = performance.now()
    try {
      const answer = await fetch(url() + signedPath(shop, openid, Date.now()), {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
        signal: AbortSignal.timeout(patienceMs),
      })
      const text = await answer.text()
      if (answer.status !== 200) refusals.push(`${answer.status} ${text.slice(0, 100)}`)
      else for (const watcher of watchers) watcher(sentAt)
      return answer.status === 200
    } catch {
      return false // no answer, or not the whole of it
    }
  }

  function nextMsgId(): string {
    messages += 1
    return String(24_810_973_561_000_000n + BigInt(messages))
  }

  return {
    said: () => fans.flatMap((fan) => fan.said),
    refusals: () => refusals,
    untilAnswered: (since) =>
      new Promise((resolve) => {
        const watcher = (sentAt: number) => {
          if (sentAt <= since) return
          watchers.delete(watcher)
          resolve(Math.round(performance.now() - since))
        }
        watchers.add(watcher)
      }),
    async finish() {
      finishing = true
      await writing
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
