import { describe, expect, it } from 'vitest'
import type { Calls } from '../calls.ts'

/** The account itself (protocol 4.2), its fans and its menu. */
export function account(use: () => Calls): void {
  describe('the account', () => {
    it('[L8] addresses and reachability are asked for as ever', async () => {
      const ip_list = expect.any(Array)
      expect(await use().get('/cgi-bin/getcallbackip')).toEqual({ ip_list })
      expect(await use().get('/cgi-bin/get_api_domain_ip')).toEqual({ ip_list })
      const check = { action: 'all', check_operator: 'DEFAULT' }
      expect(await use().post('/cgi-bin/callback/check', check)).toHaveProperty('dns')
      expect(await use().post('/cgi-bin/callback/check', { ...check, action: 'dance' })).toMatchObject({
        errcode: 40202,
      })
    })

    it('[L13] fans are looked up, and the menu is published and taken off', async () => {
      const { openid } = await use().side.fan()
      expect(await use().get(`/cgi-bin/user/info?openid=${openid}`)).toMatchObject({ subscribe: 1, openid })
      const menu = { button: [{ name: '营业时间', type: 'click', key: 'HOURS' }] }
      expect(await use().post('/cgi-bin/menu/create', menu)).toMatchObject({ errcode: 0 })
      expect(await use().get('/cgi-bin/menu/get')).toHaveProperty('menu')
      expect(await use().get('/cgi-bin/menu/delete')).toMatchObject({ errcode: 0 })
      expect(await use().get('/cgi-bin/menu/get')).toMatchObject({ errcode: 46003 })
    })
  })
}
