import { expect, it } from 'vitest'
import { zoneOptions } from './time-zones.ts'

it('[L19] names time zones as the language does, the present one first and once', () => {
  const options = zoneOptions('Asia/Shanghai', 'zh-CN')
  expect(options[0]).toEqual({ value: 'Asia/Shanghai', label: '中国标准时间 (Asia/Shanghai)' })
  expect(options.filter(({ value }) => value === 'Asia/Shanghai')).toHaveLength(1)
  expect(options.length).toBeGreaterThan(100)
})
