import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CpuProfile } from './cpu-profile.ts'

/** Where a server's thread spends its time, in microseconds a callback. */
export interface ProfileSummary {
  readonly callbacks: number
  /** Everything but waiting. What else runs on the machine makes it longer. */
  readonly busyMicros: number
  /** By what it is done for. */
  readonly purposes: readonly Cost[]
  /** By themselves, without what they call. */
  readonly functions: readonly Cost[]
}

interface Cost {
  readonly name: string
  readonly micros: number
}

interface Place {
  readonly name: string
  /** A file of ours below `packages/`, a package of npm with its file, or a module of Node; '' = native code. */
  readonly source: string
}

const shownFunctions = 15

/** Whoever comes first on the way up from a sample is whom it was for. */
const purposes: readonly (readonly [purpose: string, sources: RegExp])[] = [
  ['frames to desks', /^ws\/|\/realtime\//],
  ['talking to PostgreSQL', /^pg(-\w+)?\//],
  ['signature, XML and JSON of WeChat', /^wechat\/src\//],
  ['deciding, and making rows of it', /^engine\/src\/|\/conversations\//],
  ['gateway', /\/gateway\/|\/accounts\//],
  ['Fastify', /^(fastify|find-my-way|fast-querystring|pino)\//],
  ['HTTP of Node', /^node:_http/],
]

/** Adds up a profile that was taken while so many callbacks were answered. */
export function summariseProfile(profile: CpuProfile, callbacks: number): ProfileSummary {
  const places = new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)]))
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  )
  const byPurpose = new Map<string, number>()
  const byFunction = new Map<string, number>()
  let busy = 0
  for (const [index, id] of profile.samples.entries()) {
    const micros = profile.timeDeltas[index] ?? 0
    const place = places.get(id)
    if (place === undefined || place.name === '(idle)') continue
    busy += micros
    add(byPurpose, purposeOf(id, places, parents), micros)
    add(byFunction, `${place.name || '(anonymous)'} ${place.source}`.trim(), micros)
  }
  return {
    callbacks,
    busyMicros: busy / callbacks,
    purposes: ranked(byPurpose, callbacks),
    functions: ranked(byFunction, callbacks).slice(0, shownFunctions),
  }
}

function purposeOf(
  sample: number,
  places: ReadonlyMap<number, Place>,
  parents: ReadonlyMap<number, number>,
): string {
  const own = places.get(sample)?.name ?? ''
  if (own === '(garbage collector)') return 'collecting garbage'
  if (own === '(program)') return 'V8 and the kernel'
  for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
    const source = places.get(id)?.source ?? ''
    const found = purposes.find(([, sources]) => sources.test(source))
    if (found !== undefined) return found[0]
  }
  return 'sockets and event loop of Node'
}

function add(costs: Map<string, number>, name: string, micros: number): void {
  costs.set(name, (costs.get(name) ?? 0) + micros)
}

function ranked(costs: ReadonlyMap<string, number>, callbacks: number): Cost[] {
  return [...costs]
    .map(([name, micros]) => ({ name, micros: micros / callbacks }))
    .sort((a, b) => b.micros - a.micros)
}

function placeOf({
  functionName,
  url,
  lineNumber,
  columnNumber,
}: CpuProfile['nodes'][number]['callFrame']): Place {
  if (!url.startsWith('file:')) return { name: functionName, source: url }
  const path = fileURLToPath(url)
  const ofNpm = /^.*\/node_modules\/(.+)$/.exec(path)?.[1]
  return { name: functionName, source: ofNpm ?? sourceAt(path, lineNumber, columnNumber) }
}

const maps = new Map<string, SourceMap>()

/** The file of ours that a place in the bundle came from, by the map that was built with it. */
function sourceAt(bundle: string, line: number, column: number): string {
  let map = maps.get(bundle)
  if (map === undefined) {
    map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')))
    maps.set(bundle, map)
  }
  const entry = map.findEntry(line, column)
  const source = 'originalSource' in entry ? entry.originalSource : ''
  // Relative to the bundle's folder: ours stand as ../src/…, other packages as ../../engine/src/….
  return source.replace(/^(\.\.\/)+/, '').replace(/^src\//, 'server/src/')
}
