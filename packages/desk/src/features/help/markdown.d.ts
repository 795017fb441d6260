/** Made by `markdown-plugin.ts`. */
declare module '*.md' {
  /** Our own words as HTML. */
  export const html: string
}
