import { addWords } from '../../locales/i18n.ts'

/** The words of 看板 come with it. */
export const teamWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
