// One chunk: the frame of 使用说明; each topic is fetched when it is opened.
export { HelpPage } from '../features/help/HelpPage.tsx'
export { helpWords } from '../features/help/words.ts'
