import { addWords } from '../../locales/i18n.ts'

/** The words of 使用说明 come with it. */
export const helpWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
