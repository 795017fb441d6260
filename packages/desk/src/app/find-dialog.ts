// One chunk: Ctrl+K and its words.
export { FindDialog } from '../features/find/FindDialog.tsx'
export { findWords } from '../features/find/words.ts'
