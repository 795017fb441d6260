import type { CDPSession } from 'playwright-core'

/** How the browser's main thread kept up, by the browser's own tracing. */
export interface FrameFigures {
  /** Milliseconds of the main thread for each frame, ascending: all tasks that ended before the next frame began. */
  readonly busyMs: readonly number[]
  /** The same as the kernel counts it: what other programs on the machine take is not in it. */
  readonly cpuMs: readonly number[]
  /** Frames that the compositor wanted to show and dropped, of all that it wanted to show. */
  readonly dropped: number
  readonly wanted: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  readonly dur?: number
  /** Of the thread's own CPU time. */
  readonly tdur?: number
  readonly args?: { readonly name?: string; readonly chrome_frame_reporter?: { readonly state?: string } }
}

const categories = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'devtools.timeline.frame',
  'cc',
  'benchmark',
  'toplevel',
  '__metadata',
]

/** Traces a page while something is done with it. */
export async function traceFrames(session: CDPSession, act: () => Promise<void>): Promise<FrameFigures> {
  const events: TraceEvent[] = []
  const take = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]))
  session.on('Tracing.dataCollected', take)
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories, recordMode: 'recordAsMuchAsPossible' },
  })
  await act()
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  session.off('Tracing.dataCollected', take)
  return figuresOf(events)
}

function figuresOf(events: readonly TraceEvent[]): FrameFigures {
  const begins = events.filter(({ name }) => name === 'BeginMainThreadFrame')
  const thread = busiest(begins)
  const ofThread = events.filter((event) => keyOf(event) === thread)
  const starts = ofThread
    .filter(({ name }) => name === 'BeginMainThreadFrame')
    .map(({ ts }) => ts)
    .sort((a, b) => a - b)
  const tasks = ofThread.filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
  if (starts.length < 2 || tasks.length === 0) throw new Error('the trace shows no frames of the page')
  const frames = starts.slice(1).map(() => ({ busy: 0, cpu: 0 }))
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    const frame = frames[frameAt(starts, ts)]
    if (frame === undefined) continue
    frame.busy += dur / 1000
    frame.cpu += tdur / 1000
  }
  const shown = events.filter(({ name, ph }) => name === 'PipelineReporter' && ph === 'b')
  const states = shown.map(({ args }) => args?.chrome_frame_reporter?.state)
  return {
    busyMs: frames.map(({ busy }) => busy).sort((a, b) => a - b),
    cpuMs: frames.map(({ cpu }) => cpu).sort((a, b) => a - b),
    dropped: states.filter((state) => state === 'STATE_DROPPED').length,
    wanted: states.filter((state) => state !== undefined && state !== 'STATE_NO_UPDATE_DESIRED').length,
  }
}

const keyOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`

/** The thread with the most of these events: the page's, where a browser has pages of its own as well. */
function busiest(events: readonly TraceEvent[]): string | null {
  const counts = new Map<string, number>()
  for (const event of events) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

/** The last frame that began at or before a moment; a task that begins with a frame belongs to it. */
function frameAt(starts: readonly number[], ts: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= ts) low = middle + 1
    else high = middle
  }
  return low - 1
}
