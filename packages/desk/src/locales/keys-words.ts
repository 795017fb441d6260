import { addWords } from './i18n.ts'

// With the list of shortcuts; English comes with the rest of it.
void addWords(import.meta.glob('./zh-CN/keys.json', { eager: true, import: 'default' }), {})
