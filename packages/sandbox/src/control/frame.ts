import { isWebAddress } from '../in-app/browse.ts'
import { type ControlRequest, type Controls, refuse } from './scope.ts'

const LOOK_MS = 3000
/** The server's pages for phones; all its others refuse every frame. */
const PHONE_PAGES = /^\/m\//

/** Whether the phone page can show an address inside itself, which a browser doesn't tell a page. */
export function frameRoute({ app, world }: Controls): void {
  app.get('/sandbox/frame', async (request: ControlRequest, reply) => {
    const url = request.query.url ?? ''
    if (!isWebAddress(url)) return refuse(reply, 'bad_request')
    const { origin, pathname } = new URL(url)
    if (origin === world.origin) return { framable: true }
    const serverUrls = [...world.accounts.values()].flatMap(({ account }) => account.serverUrl ?? [])
    // Our servers' links can be good for once: never fetched, judged by their path.
    if (serverUrls.some((each) => new URL(each).origin === origin)) {
      return { framable: PHONE_PAGES.test(pathname) }
    }
    return { framable: await allowsFrames(url) }
  })
}

async function allowsFrames(url: string): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(LOOK_MS) })
    const policy = headers.get('content-security-policy') ?? ''
    return ok && !headers.has('x-frame-options') && !policy.includes('frame-ancestors')
  } catch {
    return false // Not there: a tab of the browser says why better than an empty frame.
  }
}
