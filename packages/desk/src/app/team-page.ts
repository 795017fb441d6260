// One chunk: 看板 and its words, for supervisors.
export { TeamPage } from '../features/team/TeamPage.tsx'
export { teamWords } from '../features/team/words.ts'
