import { describe, expect, it } from 'vitest'
import { mediaPart } from './multipart.ts'

const picture = Buffer.from([0xff, 0xd8, 0x0d, 0x0a, 0x2d, 0x2d, 0xff, 0xd9])

function form(fields: Record<string, Buffer | string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.set(name, value)
    else data.set(name, new Blob([new Uint8Array(value)], { type: 'image/jpeg' }), 'a b.jpg')
  }
  return data
}

async function sent(data: FormData) {
  const request = new Request('http://x', { method: 'POST', body: data })
  return {
    body: Buffer.from(await request.arrayBuffer()),
    contentType: request.headers.get('content-type'),
  }
}

describe('a multipart body', () => {
  it('[design] with a head of megabytes is looked through once', () => {
    const head = 'content-disposition:'.repeat(200_000)
    const body = Buffer.from(`--b\r\n${head}\r\n\r\nx\r\n--b--`)
    expect(mediaPart({ contentType: 'multipart/form-data; boundary=b', body })).toBeNull()
  })

  it.each([
    ['alone', { media: picture }],
    ['after another field', { description: 'x', media: picture }],
    ['before another field', { media: picture, description: 'x' }],
    ['empty', { media: Buffer.alloc(0) }],
  ])('[S14] gives the picture %s', async (_name, fields) => {
    expect(mediaPart(await sent(form(fields)))).toEqual(fields.media)
  })

  it('[S14] without the field gives nothing', async () => {
    expect(mediaPart(await sent(form({ file: picture })))).toBeNull()
  })

  it.each([
    ['no multipart', 'application/json', '{}'],
    ['no boundary', 'multipart/form-data', 'x'],
    ['another boundary', 'multipart/form-data; boundary=b', '--a\r\n\r\nx\r\n--a--'],
    [
      'cut off',
      'multipart/form-data; boundary="b"',
      '--b\r\nContent-Disposition: form-data; name="media"\r\n\r\nx',
    ],
    ['nothing at all', null, ''],
  ])('[S14] of %s gives nothing', (_name, contentType, body) => {
    expect(mediaPart({ contentType, body: Buffer.from(body) })).toBeNull()
  })
})
