// One chunk: 管理后台 and its words, with antd.
export { AdminArea } from '../admin/AdminArea.tsx'
export { adminWords } from '../admin/words.ts'
export { NewAccountRoute, SetupRoute } from './set-up-routes.tsx'
