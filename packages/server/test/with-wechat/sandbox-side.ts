import type { MovableClock } from '../ledger-harness.ts'
import { startMall } from './mall.ts'
import type { Side } from './side.ts'
import { ACCOUNT, startWechat } from './wechat.ts'

/** WeChat's own desk answers: its agents are those of its accounts, and a mall behind it hands over on 客服. */
export async function sandboxSide(): Promise<Side> {
  const clock: MovableClock = { now: () => Date.now() + clock.skewMs, skewMs: 0 }
  const mall = await startMall((push) =>
    push.kind === 'message' && push.content.type === 'text' && push.content.content === '客服'
      ? { type: 'transfer_customer_service', kfAccount: null }
      : null,
  )
  const wechat = await startWechat(clock, { accounts: [{ ...ACCOUNT, serverUrl: mall.url }], demoDesk: true })
  const lin = `kf2001@${ACCOUNT.wechatId}`
  await wechat.control('PUT', '/account/kf', { kf_account: lin, online: true })
  const saying = async (text: string) => {
    const fan = await wechat.fan()
    await wechat.says(fan, text)
    return fan
  }
  return {
    url: wechat.url,
    lin,
    wu: `kf2002@${ACCOUNT.wechatId}`,
    fan: () => saying('你好'),
    waiting: () => saying('客服'),
    says: wechat.says,
    async answers(fan, text) {
      await wechat.act(fan, 'desk/accept', { kf_account: lin })
      await wechat.act(fan, 'desk/say', { text })
    },
    heard: wechat.heard,
    pass(ms) {
      clock.skewMs += ms
    },
    async stop() {
      await wechat.stop()
      await mall.stop()
    },
  }
}
