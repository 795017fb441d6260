import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../http/errors.ts'
import { createLine } from './line.ts'

interface Cost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** 32 MB and about a quarter of a second: OWASP's Password Storage Cheat Sheet names these among its equals. */
const cost: Cost = { log2N: 15, r: 8, p: 3 }
const keyBytes = 32

/**
 * Each takes a thread of the pool that files and name resolution use too. Ten seconds' worth may wait: guesses from many
 * addresses would else keep everybody from logging in long after they ended.
 */
const inTurn = createLine(40, () => new AppError('too_slow'))

/** `scrypt$15$8$3$salt$hash`: the parameters stay with the hash, so that they can grow. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.log2N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join(
    '$',
  )
}

/** Compares in constant time. Without a stored hash the same work is done, so that nobody learns which names there are. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, log2N, r, p, salt = '', hash = ''] = (stored ?? nobody).split('$')
  const expected = Buffer.from(hash, 'base64url')
  const found = await derive(password, Buffer.from(salt, 'base64url'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  })
  return timingSafeEqual(found, expected) && stored !== null
}

const nobody = `scrypt$${cost.log2N}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString('base64url')}$${Buffer.alloc(keyBytes).toString('base64url')}`

function derive(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log2N
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      // The same password typed with another input method is the same.
      scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 160 * N * r }, (error, key) =>
        error === null ? resolve(key) : reject(error),
      )
    })
  return inTurn(work)
}
