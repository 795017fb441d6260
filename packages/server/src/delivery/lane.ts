/** Work that is claimed from a table and done side by side, as much as fits into the lane. */
export interface Lane {
  /** Something may be due: claims as long as there is room, and again whenever a task ends. */
  wake(): void
  /** Claims once and waits for what it claimed; the number of tasks. */
  runOnce(): Promise<number>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Claims nothing any more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

export interface LaneOptions<Task> {
  /** Takes up to `limit` tasks, for this process alone, committed. */
  readonly claim: (limit: number) => Promise<Task[]>
  readonly work: (task: Task) => Promise<void>
  /** Tasks at a time. */
  readonly width: number
  /** Claiming waits until so many fit, so that a busy lane asks the database for many at once. 1 unless said otherwise. */
  readonly leastRoom?: number
  /** A claim or a task threw. The lane goes on: what is due stays due. */
  readonly onFault: (error: unknown) => void
}

export function createLane<Task>(options: LaneOptions<Task>): Lane {
  const { claim, work, width, leastRoom = 1, onFault } = options
  const underWay = new Set<Promise<void>>()
  let claiming: Promise<void> | null = null
  let woken = false
  let stopped = false

  const room = () => width - underWay.size
  const mayClaim = () => woken && !stopped && room() >= leastRoom

  function wake(): void {
    woken = true
    if (claiming === null && mayClaim()) claiming = claimWhileWoken()
  }

  async function claimWhileWoken(): Promise<void> {
    do {
      woken = false
      try {
        for (const task of await claim(room())) begin(task, wake)
      } catch (error) {
        onFault(error)
      }
    } while (mayClaim())
    claiming = null
  }

  function begin(task: Task, afterwards: () => void): Promise<void> {
    const done = work(task)
      .catch(onFault)
      .finally(() => {
        underWay.delete(done)
        afterwards()
      })
    underWay.add(done)
    return done
  }

  async function idle(): Promise<void> {
    while (claiming !== null || underWay.size > 0) await Promise.all([claiming, ...underWay])
  }

  return {
    wake,
    async runOnce() {
      const tasks = stopped ? [] : await claim(room())
      await Promise.all(tasks.map((task) => begin(task, () => {})))
      return tasks.length
    },
    idle,
    stop() {
      stopped = true
      return idle()
    },
  }
}
