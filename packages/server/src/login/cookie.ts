import type { FastifyReply } from 'fastify'
import type { Context } from '../context.ts'

export const loginCookie = 'duokefu_login'
/** Thirty days after the last use. */
export const loginLifeMs = 30 * 24 * 60 * 60_000

export function setLoginCookie(reply: FastifyReply, clear: string, ctx: Context): void {
  reply.setCookie(loginCookie, clear, { ...attributes(ctx), maxAge: loginLifeMs / 1000 })
}

/** Binds a login page's QR to the browser that shows it. */
export const browserCookie = 'duokefu_browser'

export function setBrowserCookie(reply: FastifyReply, clear: string, ctx: Pick<Context, 'config'>): void {
  reply.setCookie(browserCookie, clear, {
    ...attributes(ctx),
    path: '/api/login',
    sameSite: 'strict',
    maxAge: 24 * 60 * 60,
  })
}

/** On a phone in WeChat: the visit of a page of ours. */
export const phoneCookie = 'duokefu_phone'

export function setPhoneCookie(reply: FastifyReply, clear: string, ctx: Pick<Context, 'config'>): void {
  reply.setCookie(phoneCookie, clear, { ...attributes(ctx), maxAge: 10 * 60 })
}

export function clearLoginCookie(reply: FastifyReply, ctx: Context): void {
  reply.clearCookie(loginCookie, attributes(ctx))
}

function attributes(ctx: Pick<Context, 'config'>) {
  return {
    path: '/',
    httpOnly: true,
    // Lax: the cookie comes along when a link from WeChat opens the desk.
    sameSite: 'lax' as const,
    secure: ctx.config.publicUrl?.startsWith('https:') === true,
  }
}
