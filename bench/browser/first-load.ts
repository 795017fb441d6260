import type { CDPSession } from 'playwright-core'

/** What a page has loaded over the wire since this was begun. */
export interface Loaded {
  /** Bytes of scripts as they were sent, compressed, without HTTP's heads. */
  scriptBytes(): number
  scripts(): number
}

export async function watchLoading(session: CDPSession): Promise<Loaded> {
  const scripts = new Set<string>()
  const bytes = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    // A script that is fetched ahead of its use is told as Other.
    if (type === 'Script' || response.mimeType.includes('javascript')) scripts.add(requestId)
  })
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    bytes.set(requestId, (bytes.get(requestId) ?? 0) + encodedDataLength)
  })
  await session.send('Network.enable')
  return {
    scriptBytes: () => [...scripts].reduce((sum, id) => sum + (bytes.get(id) ?? 0), 0),
    scripts: () => scripts.size,
  }
}
