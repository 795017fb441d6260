import { describe, expect, it } from 'vitest'
import { type Calls, jsonOf } from '../calls.ts'

/** What every answer of WeChat has in common (clients.md, part 1). */
export function answers(use: () => Calls): void {
  describe('every answer', () => {
    it.each([
      ['good', '/cgi-bin/customservice/getkflist'],
      ['refused', '/customservice/kfsession/getsession?openid=nobody'],
      ['of no call that there is', '/cgi-bin/nothing/of/the/kind'],
    ])('[L8] %s is HTTP 200 and JSON, its errcode a number', async (_name, path) => {
      const response = await use().call('GET', path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^(application\/json|text\/plain)/)
      const { errcode } = await jsonOf(response)
      expect(['number', 'undefined']).toContain(typeof errcode)
    })

    it.each([
      ['application/json', 'application/json'],
      ['text/plain', 'text/plain'],
      ['a form, as curl says', 'application/x-www-form-urlencoded'],
    ])('[L8] a JSON body is read under the content type %s', async (_name, contentType) => {
      const { openid } = await use().side.fan()
      const body = JSON.stringify({ touser: openid, msgtype: 'text', text: { content: '好' } })
      const response = await use().call('POST', '/cgi-bin/message/custom/send', body, contentType)
      expect(await jsonOf(response)).toMatchObject({ errcode: 0 })
    })

    it('[L8] a body that is no JSON is 47001, and a GET where POST is asked for 43002', async () => {
      expect(await use().post('/cgi-bin/message/custom/send', '{"touser":')).toMatchObject({ errcode: 47001 })
      expect(await use().get('/cgi-bin/message/custom/send')).toMatchObject({ errcode: 43002 })
    })
  })
}
