import { addWords } from '../../locales/i18n.ts'

/** The words of Ctrl+K come with it. */
export const findWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
