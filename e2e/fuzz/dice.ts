import { randomFrom } from '../../packages/server/test/random.ts'

/** Chance that can be repeated. */
export interface Dice {
  /** 0 to `below - 1`. */
  int(below: number): number
  /** True for this share of the throws. */
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Buffer
}

/** The dice of one request: the same for the same seed and number, whatever was thrown for the others. */
export function diceOf(seed: number, index: number): Dice {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const dice: Dice = {
    int: (below) => Math.floor(random() * below),
    chance: (share) => random() < share,
    pick(items) {
      const item = items[dice.int(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => dice.int(256))),
  }
  return dice
}
