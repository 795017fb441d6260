/** Lets a little of much work be done at a time, so that what is urgent comes in between. */
export interface Turns {
  /** Does it at once while there is room in this turn, else in one of the next, in order. Resolves when it is done. */
  take(work: () => void): Promise<void> | void
}

/** `perTurn` pieces of work a turn; what is asked for alone is done at once. `later` calls back when the next turn is. */
export function createTurns(perTurn: number, later: (turn: () => void) => void): Turns {
  const waiting: (() => void)[] = []
  let done = 0
  let nextTurn = false

  function go(work: () => void): void {
    done += 1
    if (!nextTurn) {
      nextTurn = true
      later(turn)
    }
    work()
  }

  function turn(): void {
    done = 0
    nextTurn = false
    for (const work of waiting.splice(0, perTurn)) go(work)
  }

  return {
    take(work) {
      if (done < perTurn) return go(work)
      return new Promise((resolve) => {
        waiting.push(() => {
          work()
          resolve()
        })
      })
    },
  }
}
