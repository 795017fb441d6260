import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isQrAlive } from '../world/qr-code.ts'
import type { World } from '../world/world.ts'
import { LANGUAGE_COOKIE, PERSON_COOKIE } from './cookies.ts'
import { sendPage } from './page.ts'

type Request = FastifyRequest<{ Querystring: Record<string, string>; Params: Record<string, string> }>

/** `/browse?person=&url=&language=`: opens a page as that person's in-app browser would. */
export function browseRoute(app: FastifyInstance, world: World): void {
  app.get('/browse', async (request: Request, reply) => {
    const { person = '', url = '', language } = request.query
    if (!world.people.has(person) || !isWebAddress(url)) {
      return sendPage(request, reply.code(400), {
        title: { zh: '打不开这个链接', en: 'This link can’t be opened' },
        text: { zh: url, en: url },
        icon: 'warn',
      })
    }
    return reply
      .header('set-cookie', [
        `${PERSON_COOKIE}=${encodeURIComponent(person)}; Path=/; HttpOnly; SameSite=Lax`,
        `${LANGUAGE_COOKIE}=${language === 'en' ? 'en' : 'zh'}; Path=/; HttpOnly; SameSite=Lax`,
      ])
      .header('cache-control', 'no-store')
      .redirect(url, 302)
  })

  // What somebody sees who opens a parametric QR code's address elsewhere than in 扫一扫.
  app.get('/q/:id', async (request: Request, reply) => {
    const codes = [...world.accounts.values()].flatMap(({ qrCodes }) => qrCodes)
    const code = codes.find(({ id }) => id === request.params.id)
    const alive = code !== undefined && isQrAlive(code, world.clock.now())
    return sendPage(request, reply, {
      title: alive
        ? { zh: '请用微信扫一扫', en: 'Scan this with WeChat' }
        : { zh: '二维码已过期', en: 'This QR code has expired' },
      text: alive
        ? {
            zh: '在手机页面点「扫一扫」，再扫这个二维码。',
            en: 'Use Scan on a phone of the simulated WeChat.',
          }
        : { zh: '请刷新二维码后再扫一次。', en: 'Renew it and scan once more.' },
      icon: alive ? 'info' : 'warn',
    })
  })
}

export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}
