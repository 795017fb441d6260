/** Work done one after the other, while no more than `most` wait; whoever comes then hears `tooLong` at once. */
export function createLine(
  most: number,
  tooLong: () => Error,
): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= most) throw tooLong()
    waiting += 1
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      waiting -= 1
    }
  }
}
