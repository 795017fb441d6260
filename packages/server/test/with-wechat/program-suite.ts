import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minutes, PICTURE } from './calls.ts'
import { PROGRAMS, type Program } from './programs.ts'
import type { Side } from './side.ts'
import { ACCOUNT } from './wechat.ts'

const PICTURE_FILE = fileURLToPath(new URL('../fixtures/picture.jpg', import.meta.url))

/** What programs with a library from npm do all day, against whoever answers WeChat's calls. */
export function programSuite(name: string, open: () => Promise<Side>): void {
  describe(name, () => {
    let side: Side
    beforeAll(async () => {
      side = await open()
    })
    afterAll(() => side.stop())

    describe.each(PROGRAMS)('a program with %s', (library, at) => {
      let program: Program
      beforeAll(() => {
        program = at(side.url)
      })
      const isOld = library === 'wechat-api'

      it('[S14] keeps agents’ accounts', async () => {
        const kf = `${isOld ? 'old' : 'co'}@${ACCOUNT.wechatId}`
        await program('addKfAccount', kf, '小新', ...(isOld ? ['password'] : []))
        await expect(program('addKfAccount', kf, '小新', ...(isOld ? ['password'] : []))).rejects.toEqual(
          refused(65406),
        )
        await program('updateKfAccount', kf, '小新新', ...(isOld ? ['password'] : []))
        await program('setKfAccountAvatar', kf, PICTURE_FILE)
        expect(await program('getCustomServiceList')).toMatchObject({
          kf_list: expect.arrayContaining([
            expect.objectContaining({ kf_account: kf, kf_nick: '小新新' }),
            expect.objectContaining({ kf_account: side.lin }),
          ]),
        })
        await program('deleteKfAccount', kf)
        await expect(program('deleteKfAccount', kf)).rejects.toEqual(refused(65401))
      })

      it('[S14] asks who is online', async () => {
        expect(await program('getOnlineCustomServiceList')).toMatchObject({
          kf_online_list: [{ kf_account: side.lin, status: 1, accepted_case: expect.any(Number) }],
        })
      })

      it('[L9] writes to a fan until WeChat’s allowance is used up', async () => {
        const fan = await side.fan()
        const texts = ['一', '二', '三', '四', '五']
        for (const text of texts) await program('sendText', fan.openid, text)
        await expect(program('sendText', fan.openid, '六')).rejects.toEqual(refused(45047))
        expect(await side.heard(fan)).toEqual(texts)
      })

      it('[L3] gives a fan to an agent', async () => {
        const { openid } = await side.waiting()
        await program('createKfSession', side.lin, openid)
        const { openid: another } = await side.waiting()
        await expect(program('createKfSession', side.wu, another)).rejects.toEqual(refused(65415))
        if (!isOld) return
        expect(await program('getKfSession', openid)).toMatchObject({ kf_account: side.lin })
        expect(await program('getKfSessionList', side.lin)).toMatchObject({
          sessionlist: expect.arrayContaining([expect.objectContaining({ openid })]),
        })
        expect(await program('getKfSessionWaitCase')).toMatchObject({ count: expect.any(Number) })
        await program('closeKfSession', side.lin, openid)
        await expect(program('closeKfSession', side.lin, openid)).rejects.toEqual(refused(65413))
      })

      it('[L10] uploads a picture, sends it and takes it down again', async () => {
        const { media_id } = (await program('uploadMedia', PICTURE_FILE, 'image')) as { media_id: string }
        expect(await program('getMedia', media_id)).toEqual(PICTURE)
        const fan = await side.fan()
        await program('sendImage', fan.openid, media_id)
        expect(await side.heard(fan)).toEqual(['image'])
        await expect(program('sendImage', fan.openid, 'nope')).rejects.toEqual(refused(40007))
      })

      it('[S12] reads the records of a day', async () => {
        const now = Math.floor(Date.now() / 1000)
        const page = isOld
          ? { starttime: now - 3600, endtime: now, number: 100 }
          : { starttime: now - 3600, endtime: now, pagesize: 50, pageindex: 1 }
        expect(await program('getRecords', page)).toMatchObject({ recordlist: expect.any(Array) })
      })
    })

    // Last: whoever is at a desk is away when two hours are gone at once.
    it.each(PROGRAMS)('[L8] a program with %s goes on when its token has ended', async (library, at) => {
      const program = at(side.url)
      await program('getCustomServiceList')
      side.pass(minutes(120))
      const asked = program('getCustomServiceList')
      // wechat-api looks at its own clock alone, which these tests don't move.
      if (library === 'wechat-api') await expect(asked).rejects.toEqual(refused(42001))
      else expect(await asked).toHaveProperty('kf_list')
    })
  })
}

const refused = (errcode: number) => expect.objectContaining({ name: 'WeChatAPIError', code: errcode })
