import { addWords } from '../../locales/i18n.ts'

/** The words of statistics come with whoever opens them first: an agent's 历史数据, or 数据统计. */
export const statsWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
