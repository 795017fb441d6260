import type { UploadAnswer } from '@duokefu/contract'
import { describe, expect, it, vi } from 'vitest'
import { kindOf } from '../../../media/media-file.ts'
import { apiError } from '../../../realtime/api-error.ts'
import { createAttachmentStore } from './attachment-store.ts'
import type { Upload } from './upload.ts'

const answer: UploadAnswer = { key: 'k1', mime: 'image/png', bytes: 3, width: 10, height: 20 }

/** A store whose uploads end when the test says so. */
function setUp({ decodable = true, thumb = null as Blob | null } = {}) {
  const ends: {
    resolve: (answer: UploadAnswer) => void
    reject: (error: unknown) => void
    aborted: boolean
  }[] = []
  let ids = 0
  const store = createAttachmentStore({
    prepare: async (file) => {
      if (!decodable) throw new DOMException('not an image', 'InvalidStateError')
      return { kind: kindOf(file), blob: file, reduced: true, thumb }
    },
    upload(_file, _name, onProgress): Upload {
      onProgress(0.5)
      const end = { resolve: (_: UploadAnswer) => {}, reject: (_: unknown) => {}, aborted: false }
      ends.push(end)
      const promise = new Promise<UploadAnswer>((resolve, reject) => Object.assign(end, { resolve, reject }))
      return {
        answer: promise,
        abort: () => {
          end.aborted = true
        },
      }
    },
    mediaUrl: (key) => `/media/${key}`,
    newId: () => `id${ids++}`,
    onUploaded: () => {},
  })
  return { store, ends }
}

const file = () => new File(['abc'], 'a.png', { type: 'image/png' })

describe('[S21] what waits to be sent', () => {
  it('tells progress, then the key', async () => {
    const { store, ends } = setUp()
    store.add('o1', file())
    await vi.waitFor(() => expect(store.of('o1')).toMatchObject([{ progress: 0.5, content: null }]))
    ends[0]?.resolve(answer)
    await vi.waitFor(() =>
      expect(store.of('o1')).toMatchObject([
        { progress: 1, content: { type: 'image', mediaKey: 'k1' }, reduced: true },
      ]),
    )
  })

  it('stay with their conversation', () => {
    const { store } = setUp()
    store.add('o1', file())
    expect(store.of('o2')).toEqual([])
  })

  it('a failed one can be tried again', async () => {
    const { store, ends } = setUp()
    store.add('o1', file())
    await vi.waitFor(() => expect(ends).toHaveLength(1))
    ends[0]?.reject(apiError('media_too_large', true))
    await vi.waitFor(() => expect(store.of('o1')).toMatchObject([{ failed: 'media_too_large' }]))
    store.retry('o1', 'id0')
    expect(store.of('o1')).toMatchObject([{ failed: null }])
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    ends[1]?.resolve(answer)
    await vi.waitFor(() => expect(store.of('o1')).toMatchObject([{ content: { mediaKey: 'k1' } }]))
  })

  it('one that is no picture says so', async () => {
    const { store } = setUp({ decodable: false })
    store.add('o1', file())
    await vi.waitFor(() => expect(store.of('o1')).toMatchObject([{ failed: 'undecodable' }]))
  })

  it('taking one away stops its upload', async () => {
    const { store, ends } = setUp()
    store.add('o1', file())
    await vi.waitFor(() => expect(ends).toHaveLength(1))
    store.remove('o1', 'id0')
    expect(ends[0]?.aborted).toBe(true)
    expect(store.of('o1')).toEqual([])
  })

  it('[L8] a refused one comes back as it was', () => {
    const { store } = setUp()
    const content = { type: 'image', mediaKey: 'k7' } as const
    store.put('o1', content)
    expect(store.of('o1')).toMatchObject([{ content, preview: '/media/k7', progress: 1 }])
  })

  it('a video is there when its first picture is', async () => {
    const { store, ends } = setUp({ thumb: new Blob(['jpeg']) })
    store.add('o1', new File(['film'], 'a.mp4', { type: 'video/mp4' }))
    await vi.waitFor(() => expect(ends).toHaveLength(1))
    ends[0]?.resolve({ ...answer, key: 'thumb' })
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    expect(store.of('o1')).toMatchObject([{ content: null }])
    ends[1]?.resolve({ ...answer, key: 'film' })
    await vi.waitFor(() =>
      expect(store.of('o1')).toMatchObject([
        { content: { type: 'video', mediaKey: 'film', thumbKey: 'thumb' }, preview: '/media/thumb' },
      ]),
    )
  })
})
