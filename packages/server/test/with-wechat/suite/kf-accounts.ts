import { describe, expect, it } from 'vitest'
import { type Answer, type Calls, formOf, PICTURE } from '../calls.ts'
import { ACCOUNT } from '../wechat.ts'

/** Agents’ accounts (protocol 6.1). */
export function kfAccounts(use: () => Calls): void {
  describe('kf accounts', () => {
    const add = (kf_account: string, nickname = '小新', more: object = {}) =>
      use().post('/customservice/kfaccount/add', { kf_account, nickname, ...more })
    const list = async (path = '/cgi-bin/customservice/getkflist') =>
      (await use().get(path)).kf_list as Answer[]
    const online = async (path: string) => (await use().get(path)).kf_online_list as Answer[]

    it('[S14] are added with and without a password, renamed, and taken away in every way that clients have', async () => {
      const password = '96e79218965eb72c92a549dd5a330112'
      for (const [nth, remove] of [
        (kf: string) => use().post('/customservice/kfaccount/del', { kf_account: kf }),
        (kf: string) => use().get(`/customservice/kfaccount/del?kf_account=${kf}`),
        (kf: string) => use().get(`/customservice/kfaccount/del?kf_account=${encodeURIComponent(kf)}`),
      ].entries()) {
        const kf = `new${nth}@${ACCOUNT.wechatId}`
        expect(await add(kf, '小新', nth === 0 ? { password } : {})).toMatchObject({ errcode: 0 })
        expect(await add(kf)).toMatchObject({ errcode: 65406 })
        const renamed = { kf_account: kf, nickname: '小新新' }
        expect(await use().post('/customservice/kfaccount/update', renamed)).toMatchObject({ errcode: 0 })
        expect(await list()).toContainEqual(
          expect.objectContaining({ kf_account: kf, kf_nick: '小新新', kf_headimgurl: expect.any(String) }),
        )
        expect(await remove(kf)).toMatchObject({ errcode: 0 })
        expect((await list()).map(({ kf_account }) => kf_account)).not.toContain(kf)
        expect(await remove(kf)).toMatchObject({ errcode: 65401 })
      }
    })

    it.each<[string, string, string, number]>([
      ['a prefix of eleven characters', `abcdefghijk@${ACCOUNT.wechatId}`, '小新', 65404],
      ['a Chinese prefix', `小新@${ACCOUNT.wechatId}`, '小新', 65404],
      ['another account’s name', 'new@other', '小新', 65404],
      ['no nickname', `new9@${ACCOUNT.wechatId}`, '', 65403],
      ['a nickname of 17 characters', `new9@${ACCOUNT.wechatId}`, '花'.repeat(17), 65403],
    ])('[S14] adding %s is refused', async (_name, kfAccount, nickname, errcode) => {
      expect(await add(kfAccount, nickname)).toMatchObject({ errcode })
    })

    it('[S14] that are not there can’t be changed, invited or given a picture', async () => {
      const kf_account = `nobody@${ACCOUNT.wechatId}`
      const rename = { kf_account, nickname: '没有' }
      expect(await use().post('/customservice/kfaccount/update', rename)).toMatchObject({ errcode: 65401 })
      const invite = { kf_account, invite_wx: 'chenchen_flower' }
      expect(await use().post('/customservice/kfaccount/inviteworker', invite)).toMatchObject({
        errcode: 65401,
      })
      const path = `/customservice/kfaccount/uploadheadimg?kf_account=${kf_account}`
      expect(await use().post(path, formOf(PICTURE))).toMatchObject({ errcode: 65401 })
    })

    it('[S14] get a picture from a form’s field media', async () => {
      const path = `/customservice/kfaccount/uploadheadimg?kf_account=${use().side.lin}`
      expect(await use().post(path, formOf(PICTURE))).toMatchObject({ errcode: 0 })
      expect(await use().post(path, formOf(Buffer.from('no picture')))).toMatchObject({
        errcode: 40005,
      })
    })

    it.each(['setadmin', 'canceladmin'])(
      '[S14] are made admins at the back office alone: %s',
      async (name) => {
        expect(await use().get(`/customservice/kfaccount/${name}?kf_openid=x`)).toMatchObject({
          errcode: 48001,
        })
      },
    )

    it('[S14] are listed under both families of paths, with numbers as numbers', async () => {
      const kf = { kf_account: use().side.lin, kf_nick: '小林' }
      for (const path of ['/cgi-bin/customservice/getkflist', '/customservice/getkflist']) {
        expect(await list(path)).toContainEqual(expect.objectContaining(kf))
      }
      for (const path of ['/cgi-bin/customservice/getonlinekflist', '/customservice/getonlinekflist']) {
        const there = await online(path)
        expect(there.map(({ kf_account }) => kf_account)).toEqual([use().side.lin])
        expect(there[0]).toMatchObject({ status: 1, accepted_case: expect.any(Number) })
      }
    })
  })
}
