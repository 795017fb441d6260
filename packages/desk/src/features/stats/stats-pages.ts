// What app/ fetches when 历史数据 is opened; its words come along.
export { HistoryPage } from './HistoryPage.tsx'
export { statsWords } from './words.ts'
