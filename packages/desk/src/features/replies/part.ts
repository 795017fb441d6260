import { cardWords } from '../../cards/part.ts'
import { addWords } from '../../locales/i18n.ts'

// One chunk for everything about quick replies that is opened now and then; its words come with it.
export { MaterialManager } from './MaterialManager.tsx'
export { RepliesPage } from './RepliesPage.tsx'
export { RepliesPanel } from './RepliesPanel.tsx'
export { ReplyManager } from './ReplyManager.tsx'

export const replyWords = Promise.all([
  addWords(
    import.meta.glob('./locales/zh-CN/*.json', { eager: true, import: 'default' }),
    import.meta.glob('./locales/en/*.json', { import: 'default' }),
  ),
  cardWords,
])
