/** Who is to see which message, and who saw it when. */
export class Arrivals {
  readonly #expected = new Map<string, { readonly plannedAt: number; readonly agent: number; seen: number }>()
  readonly #asked = new Map<string, { readonly plannedAt: number; readonly at: (number | undefined)[] }>()
  readonly #screens: number
  readonly #measureFrom: number
  readonly latenciesMs: number[] = []
  readonly problems: string[] = []
  arrived = 0
  frames = 0

  /** Of messages planned before `measureFrom` no time is kept. */
  constructor(screens: number, measureFrom: number) {
    this.#screens = screens
    this.#measureFrom = measureFrom
  }

  expect(msgId: string, agent: number, plannedAt: number): void {
    this.#expected.set(msgId, { plannedAt, agent, seen: 0 })
  }

  /** This fan will wait: every screen has to show it. */
  expectRow(openid: string, plannedAt: number): void {
    this.#asked.set(openid, { plannedAt, at: [] })
  }

  take(frame: string, agent: number): void {
    const now = performance.now()
    this.frames += 1
    if (frame.startsWith('{"type":"messages"')) this.#takeMessages(frame, agent, now)
    else if (frame.startsWith('{"type":"conversations"')) this.#takeRows(frame, agent, now)
    else if (/^\{"type":"(resync|goodbye)"/.test(frame)) this.problems.push(`agent ${agent} heard ${frame}`)
  }

  /** What still has to come. */
  missing(): number {
    let rows = 0
    for (const { at } of this.#asked.values()) rows += this.#screens - countOf(at)
    return this.#expected.size - this.arrived + rows
  }

  waitingRows(): { readonly firstMs: number; readonly lastMs: number }[] {
    return [...this.#asked.values()].map(({ plannedAt, at }) => {
      const times = at.filter((time) => time !== undefined).map((time) => time - plannedAt)
      return { firstMs: Math.min(...times), lastMs: Math.max(...times) }
    })
  }

  #takeMessages(frame: string, agent: number, now: number): void {
    for (const [, msgId = ''] of frame.matchAll(/〔(\d{17})〕/g)) {
      const expected = this.#expected.get(msgId)
      if (expected === undefined) {
        this.problems.push(`agent ${agent} saw ${msgId}, which nobody sent`)
        continue
      }
      expected.seen += 1
      if (expected.agent !== agent)
        this.problems.push(`agent ${agent} saw a message of another one's customer`)
      else if (expected.seen > 1) this.problems.push(`agent ${agent} saw ${msgId} ${expected.seen} times`)
      else this.#note(expected.plannedAt, now)
    }
  }

  #note(plannedAt: number, now: number): void {
    this.arrived += 1
    if (plannedAt >= this.#measureFrom) this.latenciesMs.push(now - plannedAt)
  }

  #takeRows(frame: string, agent: number, now: number): void {
    for (const [openid, { at }] of this.#asked) if (frame.includes(openid)) at[agent] ??= now
  }
}

function countOf(times: readonly (number | undefined)[]): number {
  return times.reduce((count: number, time) => count + (time === undefined ? 0 : 1), 0)
}
