import { Buffer } from 'node:buffer'
// biome-ignore lint/style/noRestrictedImports: only the tests read files, and only through here
import { readdirSync, readFileSync } from 'node:fs'

const ROOT = new URL('../fixtures/', import.meta.url)

/** A sample payload, as bytes. */
export function fixture(path: string): Buffer {
  return readFileSync(new URL(path, ROOT))
}

/** The paths of all sample payloads below a folder. */
export function fixturesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? fixturesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  )
}

interface KeyMaterial {
  token: string
  encodingAESKey: string
  appid: string
}

/** One vector; which members it has depends on what it proves. */
export interface Vector {
  id: string
  token?: string
  encodingAESKey?: string
  appid?: string
  timestamp?: string
  nonce?: string
  signature?: string
  msg_signature?: string
  wrongIfLocaleCompareSort?: string
  random16?: string
  plaintext?: string
  encrypt?: string
}

const vectorFile: { keyMaterial: KeyMaterial; own: Vector[]; published: Vector[] } = JSON.parse(
  fixture('crypto/vectors.json').toString(),
)

/** Token, AES key and appid of the samples that were made for this project. */
export const own = vectorFile.keyMaterial

/** All crypto vectors; those of our own carry their key material too. */
export const vectors: Vector[] = [
  ...vectorFile.own.map((vector) => ({ ...own, ...vector })),
  ...vectorFile.published,
]

/** The vector whose id begins like this. */
export function vector(id: string): Vector {
  const found = vectors.find((one) => one.id.startsWith(id))
  if (found === undefined) throw new Error(`no vector ${id}`)
  return found
}

export function bytes(text: string): Buffer {
  return Buffer.from(text)
}
