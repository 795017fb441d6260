import { addWords } from './i18n.ts'

// With the pages that log in; English comes with the rest of it.
void addWords(import.meta.glob('./zh-CN/login.json', { eager: true, import: 'default' }), {})
