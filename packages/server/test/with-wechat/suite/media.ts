import { describe, expect, it } from 'vitest'
import { type Calls, formOf, PICTURE, THUMB } from '../calls.ts'

/** Temporary material (protocol 7). */
export function media(use: () => Calls): void {
  describe('media', () => {
    it('[L10] uploaded are given back byte by byte, with their type and a name', async () => {
      const { media_id, type, created_at } = await use().upload('image', PICTURE)
      expect([type, typeof created_at]).toEqual(['image', 'number'])
      const response = await use().call('GET', `/cgi-bin/media/get?media_id=${String(media_id)}`)
      expect(response.headers.get('content-type')).toBe('image/jpeg')
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename=/i)
      expect(Buffer.from(await response.arrayBuffer())).toEqual(PICTURE)
    })

    it('[L10] a thumb has an id of another name, a picture for texts an address and no id', async () => {
      expect(await use().upload('thumb', THUMB)).toHaveProperty('thumb_media_id')
      const inline = await use().post('/cgi-bin/media/uploadimg', formOf(PICTURE))
      expect(inline).toEqual({ url: expect.stringMatching(/^https?:/) })
    })

    it.each<[string, string, unknown, number]>([
      ['an unknown type', '/cgi-bin/media/upload?type=poem', formOf(Buffer.from('a')), 40004],
      ['no file', '/cgi-bin/media/upload?type=image', {}, 41005],
      ['a picture that is none', '/cgi-bin/media/upload?type=image', formOf(Buffer.from('no')), 40005],
    ])('[L10] uploading %s is refused', async (_name, path, body, errcode) => {
      expect(await use().post(path, body)).toMatchObject({ errcode })
    })

    it('[L10] that aren’t there are 40007, as files and as recordings', async () => {
      expect(await use().get('/cgi-bin/media/get?media_id=nope')).toMatchObject({ errcode: 40007 })
      expect(await use().get('/cgi-bin/media/get/jssdk?media_id=nope')).toMatchObject({ errcode: 40007 })
    })
  })
}
