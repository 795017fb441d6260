import { replyWords } from '../../features/replies/part.ts'

export { AdminRepliesPage } from './AdminRepliesPage.tsx'
export const adminReplyWords = replyWords
