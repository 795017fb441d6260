// One chunk: 数据统计 and its words; echarts comes when the first chart is shown.
export { statsWords } from '../../features/stats/words.ts'
export { StatsPage } from './StatsPage.tsx'
