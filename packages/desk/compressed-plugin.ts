import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Smaller files don't get smaller. */
const leastBytes = 1_024
const text = /\.(js|css|html|svg|json|webmanifest)$/

/** Writes a `.br` and a `.gz` beside each text file of the build: the server sends what the browser takes, and compresses nothing itself. */
export function compressed(): Plugin {
  return {
    name: 'duokefu-compressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) {
        const file = path.join(dir, name)
        const bytes = readFileSync(file)
        if (!text.test(name) || bytes.length < leastBytes) continue
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: brotli }))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

/** The slowest levels save two more percent and take ten times as long. */
const brotli = {
  [constants.BROTLI_PARAM_QUALITY]: 9,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
}
