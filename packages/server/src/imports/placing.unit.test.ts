import { describe, expect, it } from 'vitest'
import { type Placed, periodsOf, placeRecords } from './placing.ts'

/** A small seeded generator: the same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('where imported records stand', () => {
  it.each(Array.from({ length: 50 }, (_, seed) => seed + 1))(
    '[L16] in order of time and below 1, whatever comes in which order: seed %i',
    (seed) => {
      const random = randomOf(seed)
      const ceiling = random(2) === 0 ? null : 500
      let nextSeq = 0
      let known: (Placed & { at: number; name: string })[] = []
      const used = new Set<number>()
      for (let import_ = 0; import_ < 5; import_++) {
        const fresh = Array.from({ length: 1 + random(12) }, (_, position) => ({
          time: random(1_000),
          position,
          name: `${import_}.${position}`,
        }))
        const placing = placeRecords(known, fresh, nextSeq, ceiling)
        const to = new Map(placing.moved.map((move) => [move.from, move]))
        for (const { seq } of placing.placed) used.add(seq)
        for (const move of placing.moved) {
          expect(used.has(move.to), 'no number is given twice').toBe(false)
          used.add(move.to)
        }
        known = [
          ...known.map((one) => {
            const move = to.get(one.seq)
            return move === undefined ? one : { ...one, seq: move.to, at: move.at }
          }),
          ...placing.placed.map(({ record, seq, at }) => ({ seq, at, time: record.time, name: record.name })),
        ].sort((a, b) => a.seq - b.seq)
        nextSeq = placing.nextSeq
        expect(known.every(({ seq }) => seq <= 0 && seq > nextSeq)).toBe(true)
        for (const [index, one] of known.entries()) {
          const next = known[index + 1]
          if (next === undefined) continue
          expect(next.time).toBeGreaterThanOrEqual(one.time)
          expect(next.at).toBeGreaterThanOrEqual(one.at)
        }
        expect(known.every(({ at }) => ceiling === null || at <= ceiling)).toBe(true)
      }
    },
  )

  it('[L16] moves nothing when days come newest first', () => {
    const today = placeRecords(
      [],
      [
        { time: 20, position: 1 },
        { time: 20, position: 2 },
      ],
      0,
      null,
    )
    expect(today.placed.map(({ record, seq }) => [record.position, seq])).toEqual([
      [2, 0],
      [1, -1],
    ])
    const known = today.placed.map(({ seq, at }) => ({ seq, time: at }))
    const yesterday = placeRecords(known, [{ time: 10, position: 1 }], today.nextSeq, null)
    expect(yesterday).toMatchObject({ moved: [], nextSeq: -3, placed: [{ seq: -2, at: 10 }] })
  })
})

it('[S4] half an hour of silence parts two imported periods', () => {
  const minute = 60_000
  const part = (seq: number, time: number, direction: 'in' | 'out', agentId: string | null) => ({
    seq,
    time,
    direction,
    agentId,
    text: `${seq}`,
  })
  const periods = periodsOf([
    part(-4, 0, 'in', '7'),
    part(-3, 30 * minute, 'out', '7'),
    part(-2, 61 * minute, 'out', '8'),
    part(-1, 62 * minute, 'in', null),
  ])
  expect(periods).toEqual([
    {
      firstSeq: -4,
      lastSeq: -3,
      startedAt: 0,
      endedAt: 30 * minute,
      agentId: '7',
      replies: 1,
      firstWords: '-4',
    },
    {
      firstSeq: -2,
      lastSeq: -1,
      startedAt: 61 * minute,
      endedAt: 62 * minute,
      agentId: '8',
      replies: 1,
      firstWords: '-1',
    },
  ])
})
