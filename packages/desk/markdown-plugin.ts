import { marked } from 'marked'
import type { Plugin } from 'vite'

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
