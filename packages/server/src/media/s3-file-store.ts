import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  type Announce,
  checkedDigest,
  type FileStore,
  type StoredFile,
  tellNobody,
  youngMs,
} from './file-store.ts'
import { createS3Bucket, type S3Settings } from './s3-bucket.ts'
import { spool } from './spool.ts'

/** Files in a bucket, at `<prefix>/<first two digits>/<digest>`. A stream waits in `spoolFolder` until its name is known. */
export function createS3FileStore(
  settings: S3Settings,
  { spoolFolder, announce = tellNobody }: { readonly spoolFolder: string; readonly announce?: Announce },
): FileStore {
  const bucket = createS3Bucket(settings)
  const keyOf = (digest: string) => `${digest.slice(0, 2)}/${checkedDigest(digest)}`

  async function write({ digest, bytes }: StoredFile, open: () => Buffer | Readable): Promise<StoredFile> {
    await announce(digest)
    const answer = await bucket.send({
      method: 'PUT',
      key: keyOf(digest),
      headers: { 'content-type': 'application/octet-stream' },
      body: { digest, bytes, open },
    })
    await answer?.body.dump()
    return { digest, bytes }
  }

  async function read(digest: string): Promise<Buffer | null> {
    const answer = await bucket.send({ method: 'GET', key: keyOf(digest) })
    return answer === null ? null : Buffer.from(await answer.body.arrayBuffer())
  }

  return {
    async put(content) {
      if (content instanceof Uint8Array) {
        const digest = createHash('sha256').update(content).digest('hex')
        return write({ digest, bytes: content.byteLength }, () =>
          Buffer.from(content.buffer, content.byteOffset, content.byteLength),
        )
      }
      const { path, ...file } = await spool(spoolFolder, content)
      try {
        return await write(file, () => createReadStream(path))
      } finally {
        await rm(path, { force: true })
      }
    },
    async open(digest, range) {
      const answer = await bucket.send({
        method: 'GET',
        key: keyOf(digest),
        ...(range === undefined ? {} : { headers: { range: `bytes=${range.start}-${range.end}` } }),
      })
      if (answer === null) return null
      const whole =
        /\/(\d+)$/.exec(text(answer.headers['content-range']))?.[1] ?? text(answer.headers['content-length'])
      return { stream: answer.body, bytes: Number(whole) }
    },
    async size(digest) {
      const answer = await bucket.send({ method: 'HEAD', key: keyOf(digest) })
      await answer?.body.dump()
      return answer === null ? null : Number(text(answer.headers['content-length']))
    },
    read,
    async remove(digest, isUnneeded) {
      const key = keyOf(digest)
      const found = await bucket.send({ method: 'HEAD', key })
      await found?.body.dump()
      // Both times are the store's own: our clock may differ.
      if (
        found === null ||
        Date.parse(text(found.headers.date)) - Date.parse(text(found.headers['last-modified'])) < youngMs
      )
        return
      // A bucket knows no renaming: what turns out to be needed is written again.
      const content = await read(digest)
      await (await bucket.send({ method: 'DELETE', key }))?.body.dump()
      const isGone = await isUnneeded().catch(() => false)
      if (!isGone && content !== null) await write({ digest, bytes: content.length }, () => content)
    },
    close: bucket.close,
  }
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : ''
}
