import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CpuProfile } from './cpu-profile.ts'

/** Where a server's thread spends its time, in microseconds a callback. */
export interface ProfileSummary {
  readonly callbacks: number
  /** Everything but waiting. */
  readonly busyMicros: number
  /** By whose code it is: ours by folder, a package of npm, Node itself. */
  readonly areas: readonly Cost[]
  readonly functions: readonly Cost[]
}

interface Cost {
  readonly name: string
  readonly micros: number
}

const shownFunctions = 15
const shownAreas = 14

/** Adds up a profile that was taken while so many callbacks were answered. */
export function summariseProfile(profile: CpuProfile, callbacks: number): ProfileSummary {
  const selfMicros = new Map<number, number>()
  for (const [index, id] of profile.samples.entries())
    selfMicros.set(id, (selfMicros.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0))

  const areas = new Map<string, number>()
  const functions = new Map<string, number>()
  let busy = 0
  for (const { id, callFrame } of profile.nodes) {
    const micros = selfMicros.get(id) ?? 0
    if (micros === 0 || callFrame.functionName === '(idle)') continue
    busy += micros
    const area = areaOf(callFrame)
    add(areas, area, micros)
    add(functions, `${callFrame.functionName || '(anonymous)'} · ${area}`, micros)
  }
  return {
    callbacks,
    busyMicros: busy / callbacks,
    areas: ranked(areas, callbacks, shownAreas),
    functions: ranked(functions, callbacks, shownFunctions),
  }
}

function add(costs: Map<string, number>, name: string, micros: number): void {
  costs.set(name, (costs.get(name) ?? 0) + micros)
}

function ranked(costs: ReadonlyMap<string, number>, callbacks: number, shown: number): Cost[] {
  return [...costs]
    .map(([name, micros]) => ({ name, micros: micros / callbacks }))
    .sort((a, b) => b.micros - a.micros)
    .slice(0, shown)
}

function areaOf({
  functionName,
  url,
  lineNumber,
  columnNumber,
}: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (url === '') return 'native code'
  if (url.startsWith('node:')) return 'node'
  const path = fileURLToPath(url)
  const ofNpm = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1]
  return ofNpm ?? sourceAt(path, lineNumber, columnNumber)
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
  const source = 'originalSource' in entry ? entry.originalSource : 'bundle'
  return source.replace(/^(\.\.\/)+/, '').replace(/\.ts$/, '')
}
