import { describe, expect, it } from 'vitest'
import { fillVariables, greetingAt, unfilledIn, variableValues } from './variables.ts'

const at = (time: string) => Date.parse(`2026-03-01T${time}:00Z`)
const values = variableValues({
  remark: '王姐',
  agentName: '小林',
  now: at('06:00'),
  timeZone: 'Asia/Shanghai',
})

describe('[S19] variables of quick replies', () => {
  it('are filled with what is true now', () => {
    expect(fillVariables('{客户称呼}，{时间问候}，我是{客服昵称}', values)).toBe('王姐，下午好，我是小林')
  })

  it('a customer without 备注名 is 您', () => {
    const unnamed = variableValues({ remark: null, agentName: '小林', now: 0, timeZone: 'UTC' })
    expect(fillVariables('{客户称呼}好', unnamed)).toBe('您好')
  })

  it.each([
    ['04:59', 'UTC', '晚上好'],
    ['05:00', 'UTC', '早上好'],
    ['11:00', 'UTC', '中午好'],
    ['13:00', 'UTC', '下午好'],
    ['18:00', 'UTC', '晚上好'],
    ['23:30', 'UTC', '晚上好'],
    ['16:00', 'Asia/Shanghai', '晚上好'],
    ['22:00', 'Asia/Shanghai', '早上好'],
  ])('%s in %s is %s', (time, timeZone, greeting) => {
    expect(greetingAt(at(time), timeZone)).toBe(greeting)
  })

  it('what is not known is left for the agent, and found', () => {
    const text = fillVariables('{客户称呼}，订单{订单号}发{快递}', values)
    expect(text).toBe('王姐，订单{订单号}发{快递}')
    expect(unfilledIn(text)).toEqual([
      { text: '{订单号}', start: 5 },
      { text: '{快递}', start: 11 },
    ])
  })

  it.each(['{"a": 1}', '{}', '{ 空 }', 'f{x}', '{客户称呼}'])('%s blocks nothing', (text) => {
    expect(unfilledIn(text)).toEqual([])
  })

  it('a customer’s name is never taken for a variable', () => {
    const tricky = variableValues({ remark: '{客服昵称}', agentName: '小林', now: 0, timeZone: 'UTC' })
    expect(fillVariables('{客户称呼}', tricky)).toBe('{客服昵称}')
  })
})
