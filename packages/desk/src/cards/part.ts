import { addWords } from '../locales/i18n.ts'

// One chunk for everything that chooses or writes cards; its words come with it.
export { CardChooser } from './CardChooser.tsx'

export const cardWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
