import { addWords } from '../../locales/i18n.ts'

// One chunk for everything about records that is opened now and then; its words come with it.
export { RecordsPanel } from './RecordsPanel.tsx'
export { SearchPage } from './SearchPage.tsx'

export const recordWords = addWords(
  import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
  import.meta.glob('./locales/en/*.json', { import: 'default' }),
)
