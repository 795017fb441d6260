import { describe, expect, it } from 'vitest'
import type { Calls } from '../calls.ts'
import type { Fan } from '../wechat.ts'

/** Who serves whom (protocol 6.2). */
export function sessions(use: () => Calls): void {
  describe('sessions', () => {
    const begin = (kf_account: string, openid: string) =>
      use().post('/customservice/kfsession/create', { kf_account, openid })
    const end = (kf_account: string, openid: string) =>
      use().post('/customservice/kfsession/close', { kf_account, openid })
    const ofFan = ({ openid }: Fan) => use().get(`/customservice/kfsession/getsession?openid=${openid}`)

    it('[L3] begin and end by a call, and everybody can ask who serves whom', async () => {
      const fan = await use().side.fan()
      const { openid } = fan
      expect(await ofFan(fan)).toEqual({ kf_account: '' })
      expect(await begin(use().side.lin, openid)).toMatchObject({ errcode: 0 })
      expect(await begin(use().side.lin, openid)).toMatchObject({ errcode: 0 })
      const createtime = expect.any(Number)
      expect(await ofFan(fan)).toEqual({ kf_account: use().side.lin, createtime })
      const list = await use().get(`/customservice/kfsession/getsessionlist?kf_account=${use().side.lin}`)
      expect(list.sessionlist).toContainEqual({ openid, createtime })
      expect(await end(use().side.wu, openid)).toMatchObject({ errcode: 65414 })
      expect(await end(use().side.lin, openid)).toMatchObject({ errcode: 0 })
      expect(await end(use().side.lin, openid)).toMatchObject({ errcode: 65413 })
      expect(await ofFan(fan)).toEqual({ kf_account: '' })
    })

    it('[L3] need an agent who exists and is there, and a fan', async () => {
      const { openid } = await use().side.fan()
      expect(await begin('nobody@huatian', openid)).toMatchObject({ errcode: 65401 })
      expect(await begin(use().side.wu, openid)).toMatchObject({ errcode: 65415 })
      expect(await begin(use().side.lin, 'nobody')).toMatchObject({ errcode: 40003 })
      expect(await end(use().side.lin, 'nobody')).toMatchObject({ errcode: 40003 })
      const of = '/customservice/kfsession/getsessionlist?kf_account=nobody@huatian'
      expect(await use().get(of)).toMatchObject({ errcode: 65401 })
      expect(await use().get('/customservice/kfsession/getsession?openid=nobody')).toMatchObject({
        errcode: 40003,
      })
    })

    it('[L3] take a fan out of the queue, which counts who waits', async () => {
      const queue = () => use().get('/customservice/kfsession/getwaitcase')
      const before = Number((await queue()).count)
      const { openid } = await use().side.waiting()
      const now = await queue()
      expect(now.count).toBe(before + 1)
      expect(now.waitcaselist).toContainEqual(
        expect.objectContaining({ openid, latest_time: expect.any(Number) }),
      )
      expect(await begin(use().side.lin, openid)).toMatchObject({ errcode: 0 })
      expect((await queue()).count).toBe(before)
      await end(use().side.lin, openid)
    })
  })
}
