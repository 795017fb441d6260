import { createHash } from 'node:crypto'
import { plantNames } from './plant-names.ts'

/** Letters and digits that nobody mistakes for one another (Crockford's base32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Degrees of the alias pictures' colours; the desk makes them pale. */
const hues = [210, 265, 330, 15, 45, 90, 170, 190]

export interface Alias {
  /** 「木棉 3F2K」: said over the phone as easily as read. */
  readonly name: string
  readonly hue: number
}

/** A name and a colour for a fan whom WeChat gives no name (L13): always the same ones for an openid. */
export function aliasOf(openid: string): Alias {
  const hash = createHash('sha256').update(openid).digest()
  const plant = plantNames[hash.readUInt16BE(0) % plantNames.length] ?? '木棉'
  const code = [...hash.subarray(4, 8)].map((byte) => letters[byte & 31]).join('')
  return { name: `${plant} ${code}`, hue: hues[(hash[8] ?? 0) & 7] ?? 210 }
}

/** What somebody typed of an alias: which plants it may be, by number (null = any), and how the code begins. */
export interface AliasPart {
  readonly plants: readonly number[] | null
  readonly code: string
}

/** 「木棉」, 「棉 3F」, 「3f2k」: null when no alias has such a part. The database knows both of every alias (0019). */
export function aliasPartOf(part: string): AliasPart | null {
  const [, name = '', code = ''] = /^(.*?)\s*([0-9A-HJKMNP-TV-Z]{0,4})$/iu.exec(part.trim()) ?? []
  if (name === '') return code === '' ? null : { plants: null, code: code.toUpperCase() }
  const plants = plantNames.flatMap((plant, number) =>
    (code === '' ? plant.includes(name) : plant.endsWith(name)) ? [number] : [],
  )
  return plants.length === 0 ? null : { plants, code: code.toUpperCase() }
}
