import type { Push } from '@duokefu/wechat'
import type { MallAnswer } from '../mall.ts'

/** What a fan says begins with a word that tells the mall how to behave; then comes the number of the message. */
export const MALL_WORDS = ['答', '答', '答', '答', '静', '转', '错', '断', '乱', '慢', '迟', '悬'] as const

/** Longer than our patience, and longer than WeChat's. */
const LATE_MS = 4_700
const NEVER_MS = 5_200

/** The mall's text to message `nth`: said once, whatever happens on the way. */
export const answerTo = (nth: string) => `复${nth}`

/** A merchant's server on a bad day. `wait` resolves early when the test is over. */
export function mallOn(wait: (ms: number) => Promise<void>): (push: Push) => Promise<MallAnswer> {
  return async (push) => {
    if (push.kind === 'event' || push.content.type !== 'text') return null
    const [, word, nth] = /^(.)(\d+)$/.exec(push.content.content) ?? []
    if (word === undefined || nth === undefined) return null
    const text: MallAnswer = { type: 'text', content: answerTo(nth) }
    switch (word) {
      case '答':
        return text
      case '转':
        return { type: 'transfer_customer_service', kfAccount: null }
      case '错':
        return { status: 500 }
      case '断':
        return 'hang_up'
      case '乱':
        return { raw: '<xml><Content><![CDATA[a]]>b]]></Content></xml' }
      case '慢':
        await wait(300)
        return text
      case '迟':
        await wait(LATE_MS)
        return text
      case '悬':
        await wait(NEVER_MS)
        return 'hang_up'
      default:
        return null
    }
  }
}
