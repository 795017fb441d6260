import { closeSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import { Marked } from 'marked'
import type { Plugin } from 'vite'

const marked = new Marked({
  renderer: {
    /** With its size, so that no line moves when the picture comes. */
    image({ href, text }) {
      const { width, height } = sizeOf(path.join(import.meta.dirname, 'public', href))
      const alt = text.replaceAll('"', '&quot;')
      return `<img src="${href}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`
    },
  },
})

/** Makes `*.md` a module with its `html` when the desk is built: no Markdown is read in the browser. */
export function markdown(): Plugin {
  return {
    name: 'duokefu-markdown',
    async transform(text, id) {
      if (!id.endsWith('.md')) return null
      return { code: `export const html = ${JSON.stringify(await marked.parse(text))}`, map: null }
    },
  }
}

/** Of a PNG: its first chunk says it, after eight bytes of signature and eight of the chunk's head. */
function sizeOf(file: string): { readonly width: number; readonly height: number } {
  const head = Buffer.alloc(24)
  const handle = openSync(file, 'r')
  readSync(handle, head)
  closeSync(handle)
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}
