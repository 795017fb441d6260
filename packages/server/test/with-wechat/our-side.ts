import { randomUUID } from 'node:crypto'
import { startProduct } from './product.ts'
import type { Side } from './side.ts'

/** Our server answers: its agents are those of our desk, of whom 小林 has it open, and WeChat is behind it. */
export async function ourSide(): Promise<Side> {
  const product = await startProduct({ demoDesk: true })
  const { wechat, clock } = product
  const lin = await product.addAgent('小林', 'kf2001')
  const wu = await product.addAgent('小吴', 'kf2002')
  const desk = await lin.openDesk()
  const saying = async (text: string) => {
    const fan = await wechat.fan()
    await wechat.says(fan, text)
    return fan
  }
  return {
    url: product.server.url,
    lin: lin.kfAccount,
    wu: wu.kfAccount,
    fan: () => saying('你好'),
    // A rule that every new account has hands over on this word.
    waiting: () => saying('客服'),
    says: wechat.says,
    async answers({ openid }, text) {
      const path = `/conversations/${openid}`
      const command = (body: object) => lin.ask('POST', `${path}/commands`, { id: randomUUID(), ...body })
      await command({ type: 'accept', aboveMaximum: true })
      const { session } = (await lin.ask('GET', path)).body.conversation
      await command({ type: 'reply', session, mode: 'send', content: { type: 'text', text } })
      await product.idle()
    },
    async heard(fan) {
      await product.idle()
      return wechat.heard(fan)
    },
    pass(ms) {
      clock.skewMs += ms
    },
    async stop() {
      desk.close()
      await product.stop()
    },
  }
}
