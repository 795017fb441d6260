import { expect, it } from 'vitest'
import { aLast, aRow, aServed, aWaiting, noon } from '../../realtime/testing/builders.ts'
import { findings } from './findings.ts'

const acts = ['设置', '切换到离开'].map((words, index) => ({ id: String(index), words, run: () => {} }))
const found = (query: string, rows = [aRow('o-1', { remark: '王姐-批发', alias: '木棉 3F2K' })]) =>
  findings(query, { rows, acts }).map((each) =>
    each.kind === 'customer' ? each.openid : each.kind === 'act' ? each.act.words : `records ${each.query}`,
  )

it.each(['王姐', '3f2k', 'O-1', ' 批发 '])('[B] %s finds the customer by any of their names', (query) => {
  expect(found(query)).toEqual(['o-1', `records ${query.trim()}`])
})

it('[B] whoever is served or waits comes before those who were', () => {
  const rows = [
    aRow('a', { alias: '松果 1' }),
    aRow('b', { alias: '松果 2', last: aLast(1, noon + 1) }),
    aWaiting('c', noon, { alias: '松果 3' }),
    aServed('d', { alias: '松果 4' }),
  ]
  expect(found('松果', rows)).toEqual(['d', 'c', 'b', 'a', 'records 松果'])
})

it('[B] an empty query offers what can be done', () => {
  expect(found('')).toEqual(['设置', '切换到离开'])
  expect(found('离开')).toEqual(['切换到离开', 'records 离开'])
})
