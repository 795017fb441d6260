import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDiskFileStore } from '../src/media/disk-file-store.ts'
import { type Announce, type FileStore, tellNobody } from '../src/media/file-store.ts'
import { openFileStore } from '../src/media/open-file-store.ts'
import { createS3FileStore } from '../src/media/s3-file-store.ts'
import { type StrictS3, startStrictS3 } from './strict-s3.ts'

const hello = Buffer.from('hello, files')
const nothing = '0'.repeat(64)
const hour = 60 * 60_000

let s3: StrictS3
let folder: string
const opened: FileStore[] = []

beforeAll(async () => {
  s3 = await startStrictS3()
})
beforeEach(async () => {
  s3.startOver()
  folder = await mkdtemp(path.join(tmpdir(), 'duokefu-files-'))
})
afterAll(async () => {
  for (const store of opened) await store.close()
  await s3.stop()
})

async function filesIn(where: string): Promise<string[]> {
  const names = await readdir(where, { recursive: true, withFileTypes: true }).catch(() => [])
  return names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

function opening(store: FileStore): FileStore {
  opened.push(store)
  return store
}

const inBucket = (announce = tellNobody) =>
  opening(createS3FileStore(s3.settings, { spoolFolder: path.join(folder, 'incoming'), announce }))

/** So many turns of the event loop later. */
async function tick(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function contentOf(file: { stream: Readable } | null): Promise<string | null> {
  return file === null ? null : Buffer.concat(await file.stream.toArray()).toString()
}

describe.each([
  {
    where: 'on disk',
    open: (announce?: Announce) => opening(createDiskFileStore(folder, announce)),
    names: async () => (await filesIn(folder)).map((file) => path.basename(file)),
    async age(ms: number) {
      const then = new Date(Date.now() - ms)
      for (const file of await filesIn(folder)) await utimes(file, then, then)
    },
  },
  {
    where: 'in a bucket',
    open: inBucket,
    names: async () => [
      ...[...s3.objects.keys()].map((key) => path.basename(key)),
      // Nothing stays behind on the way there.
      ...(await filesIn(folder)),
    ],
    age: async (ms: number) => s3.age(ms),
  },
])('files $where', ({ open, names, age }) => {
  it('[L10] equal files are one, whether they come at once or in pieces', async () => {
    const store = open()
    const one = await store.put(hello)
    const pieces = Readable.from([hello.subarray(0, 5), hello.subarray(5)])
    expect(await store.put(pieces)).toEqual(one)
    expect(one.bytes).toBe(hello.length)
    expect(await names()).toEqual([one.digest])
    expect(await store.read(one.digest)).toEqual(hello)
    expect(await store.size(one.digest)).toBe(hello.length)
  })

  it('[L10] a whole file or a part of it is streamed', async () => {
    const store = open()
    const { digest } = await store.put(hello)
    const whole = await store.open(digest)
    expect(whole?.bytes).toBe(hello.length)
    expect(await contentOf(whole)).toBe('hello, files')
    const part = await store.open(digest, { start: 7, end: 9 })
    expect(part?.bytes).toBe(hello.length)
    expect(await contentOf(part)).toBe('fil')
  })

  it('[L10] an empty file is a file', async () => {
    const store = open()
    const { digest, bytes } = await store.put(Buffer.alloc(0))
    expect(bytes).toBe(0)
    expect(await store.size(digest)).toBe(0)
    expect(await store.read(digest)).toHaveLength(0)
  })

  it('[L10] what is not there is null, and a name that is no digest is refused', async () => {
    const store = open()
    expect(await store.read(nothing)).toBeNull()
    expect(await store.size(nothing)).toBeNull()
    expect(await store.open(nothing)).toBeNull()
    await expect(store.remove(nothing, async () => true)).resolves.toBeUndefined()
    await expect(store.read('../../etc/passwd')).rejects.toThrow('digest')
  })

  it('[L10] a stream that breaks leaves nothing behind', async () => {
    const broken = Readable.from(
      (async function* () {
        yield hello
        throw new Error('the line is cut')
      })(),
    )
    await expect(open().put(broken)).rejects.toThrow('the line is cut')
    expect(await names()).toEqual([])
  })

  it('[L12] an old file that nobody needs goes', async () => {
    const store = open()
    const { digest } = await store.put(hello)
    await age(2 * hour)
    await store.remove(digest, async () => true)
    expect(await store.size(digest)).toBeNull()
    expect(await names()).toEqual([])
  })

  it('[L12] a young file stays: whoever wrote it may be about to need it', async () => {
    const store = open()
    const { digest } = await store.put(hello)
    await store.remove(digest, async () => true)
    expect(await store.read(digest)).toEqual(hello)
  })

  it.each([
    ['needed after all', async () => false],
    ['perhaps needed: the database is away', () => Promise.reject(new Error('away'))],
  ])('[L12] a file that turns out to be %s is kept', async (_name, isUnneeded) => {
    const store = open()
    const { digest } = await store.put(hello)
    await age(2 * hour)
    await store.remove(digest, isUnneeded)
    expect(await store.read(digest)).toEqual(hello)
    expect(await names()).toEqual([digest])
  })

  it('[L10] [L12] an equal file that comes while one is taken away is kept, however they meet', async () => {
    const announced = new Set<string>()
    const store = open(async (digest) => {
      announced.add(digest)
    })
    const { digest } = await store.put(hello)
    for (let round = 0; round < 20; round += 1) {
      announced.clear()
      await age(2 * hour)
      await Promise.all([
        store.remove(digest, async () => !announced.has(digest)),
        tick(round % 5).then(() => store.put(hello)),
      ])
      expect(await store.read(digest)).toEqual(hello)
      expect(await names()).toEqual([digest])
    }
  })

  it('[L10] many at once are all kept', async () => {
    const store = open()
    const contents = Array.from({ length: 40 }, (_, index) => Buffer.from(`file ${index % 20}`))
    const stored = await Promise.all(contents.map((content) => store.put(content)))
    expect(await names()).toHaveLength(20)
    for (const [index, { digest }] of stored.entries()) {
      expect(await store.read(digest)).toEqual(contents[index])
    }
  })
})

describe('a bucket', () => {
  it('[L10] files lie under the prefix of this installation', async () => {
    const { digest } = await inBucket().put(hello)
    expect([...s3.objects.keys()]).toEqual([`one/shop/${digest.slice(0, 2)}/${digest}`])
  })

  it.each([
    ['of another key', { secretAccessKey: 'wrong' }, '403 SignatureDoesNotMatch'],
    ['of an unknown key', { accessKeyId: 'NOBODY' }, '403 InvalidAccessKeyId'],
    ['for another region', { region: 'us-east-1' }, '403 AuthorizationHeaderMalformed'],
    ['to another bucket', { bucket: 'not-ours' }, '404 NoSuchBucket'],
  ])('[L10] a request %s is refused, and the refusal is said', async (_name, wrong, said) => {
    const store = opening(createS3FileStore({ ...s3.settings, ...wrong }, { spoolFolder: folder }))
    await expect(store.put(hello)).rejects.toThrow(said)
    await expect(store.read(nothing)).rejects.toThrow(/refused/)
  })

  it.each([
    ['breaks the connection', 0],
    ['is busy', 503],
  ])('[L10] a store that %s for a moment is asked again', async (_name, status) => {
    const store = inBucket()
    s3.fail(status, 2)
    const { digest } = await store.put(Readable.from([hello]))
    s3.fail(status, 1)
    expect(await store.read(digest)).toEqual(hello)
  })

  it('[L10] a store that stays away is said to be away; a file is never said to be gone for that', async () => {
    const store = inBucket()
    const { digest } = await store.put(hello)
    s3.fail(503, 100)
    await expect(store.put(hello)).rejects.toMatchObject({ name: 'StorageUnavailableError' })
    await expect(store.size(digest)).rejects.toMatchObject({ name: 'StorageUnavailableError' })
  })

  it('[L10] files that the disk had before stay readable, and go from there', async () => {
    const { digest } = await createDiskFileStore(path.join(folder, 'media')).put(hello)
    const both = opening(openFileStore({ dataDir: folder, s3: s3.settings }))
    expect(await both.read(digest)).toEqual(hello)
    expect(await both.size(digest)).toBe(hello.length)
    expect(await contentOf(await both.open(digest))).toBe('hello, files')
    const fresh = await both.put(Buffer.from('a new one'))
    expect(s3.objects.size).toBe(1)
    expect(await both.read(fresh.digest)).toEqual(Buffer.from('a new one'))
    const [file = ''] = await filesIn(path.join(folder, 'media'))
    await utimes(file, new Date(0), new Date(0))
    await both.remove(digest, async () => true)
    expect(await both.read(digest)).toBeNull()
    await rm(folder, { recursive: true, force: true })
  })
})
