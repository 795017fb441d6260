import { addWords } from '../locales/i18n.ts'

/** The words of 管理后台 come with its chunk, one namespace per file. */
export const adminWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
