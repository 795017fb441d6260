import { describe, expect, it } from 'vitest'
import { type Calls, CREDENTIALS, minutes } from '../calls.ts'

/** Access tokens (protocol 4.1, 4.3). */
export function tokens(use: () => Calls): void {
  const { appid, secret } = CREDENTIALS

  describe('tokens', () => {
    it.each<[string, object, number[]]>([
      ['no grant_type', { appid, secret }, [40002]],
      ['no appid', { grant_type: 'client_credential', secret }, [41002]],
      ['no secret', { grant_type: 'client_credential', appid }, [41004]],
      ['an unknown appid', { ...CREDENTIALS, appid: 'wx0000000000000000' }, [40013]],
      // WeChat's pages say 40001, its answers 40125 (clients.md 11).
      ['a wrong secret', { ...CREDENTIALS, secret: 'x'.repeat(32) }, [40001, 40125]],
    ])('[L8] token and stable_token refuse %s', async (_name, credentials, errcodes) => {
      for (const answer of [await use().basic(credentials), await use().stable(credentials)]) {
        expect(errcodes).toContain(answer.errcode)
        expect(answer.errmsg).toEqual(expect.any(String))
      }
    })

    it('[L8] token gives a new one each time, and the one before lives five minutes more', async () => {
      const first = await use().basic(CREDENTIALS)
      expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
      const second = await use().basic(CREDENTIALS)
      expect(second.access_token).not.toBe(first.access_token)
      expect(await use().works(String(first.access_token))).not.toHaveProperty('errcode')
      use().side.pass(minutes(5))
      expect(await use().works(String(first.access_token))).toMatchObject({ errcode: 40001 })
      expect(await use().works(String(second.access_token))).not.toHaveProperty('errcode')
    })

    it('[L8] stable_token gives the same while it lives, and another one by force', async () => {
      const first = await use().stable(CREDENTIALS)
      expect(await use().stable({ ...CREDENTIALS, force_refresh: false })).toMatchObject({
        access_token: first.access_token,
      })
      const forced = await use().stable({ ...CREDENTIALS, force_refresh: true })
      expect(forced.access_token).not.toBe(first.access_token)
      expect(await use().stable({ ...CREDENTIALS, force_refresh: true })).toMatchObject({ errcode: 45011 })
      expect(await use().works(String(first.access_token))).toMatchObject({ errcode: 40001 })
      expect(await use().stable(CREDENTIALS)).toMatchObject({ access_token: forced.access_token })
    })

    it('[L8] a token that was never given, none at all, and one that is over are told apart', async () => {
      const accessToken = String((await use().stable(CREDENTIALS)).access_token)
      expect(await use().works('invented')).toMatchObject({ errcode: 40001 })
      expect(await use().works('')).toMatchObject({ errcode: 41001 })
      use().side.pass(minutes(120))
      expect(await use().works(accessToken)).toMatchObject({
        errcode: 42001,
        errmsg: expect.stringContaining('access_token expired'),
      })
      expect(await use().works(String((await use().stable(CREDENTIALS)).access_token))).not.toHaveProperty(
        'errcode',
      )
    })
  })
}
