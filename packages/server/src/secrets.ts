import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { StartError } from './start-error.ts'

/** Encrypts secrets at rest: AES-256-GCM, one byte of version, 12 of nonce, 16 of tag, then the ciphertext. */
export interface Secrets {
  seal(clear: string | Buffer): Buffer
  /** Throws when the bytes were sealed with another key or changed since. */
  open(sealed: Buffer): Buffer
}

const version = 1

export function createSecrets(secret: string): Secrets {
  const key = Buffer.from(hkdfSync('sha256', secret, 'duokefu', 'secrets at rest', 32))
  return {
    seal(clear) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(clear), cipher.final()])
      return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      if (sealed[0] !== version || sealed.length < 29) throw new Error('not a sealed secret of this version')
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
      decipher.setAuthTag(sealed.subarray(13, 29))
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
    },
  }
}

/** The key of an installation without DUOKEFU_SECRET: made once, kept in `DATA_DIR/secret`, readable by its owner alone. */
export async function generatedSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret')
  try {
    await mkdir(dataDir, { recursive: true })
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartError(
        {
          zh: `无法写入数据目录 ${dataDir}，请检查权限。`,
          en: `The data folder ${dataDir} can't be written; check its permissions.`,
        },
        { cause: error },
      )
    }
  }
  return readFile(file, 'utf8')
}
