import type { FastifyRequest } from 'fastify'

/** Whose in-app browser this is. Both are set by `/browse`. */
export const PERSON_COOKIE = 'sandbox_person'
/** The language of the phone page, for WeChat's own pages, which are drawn without it. */
export const LANGUAGE_COOKIE = 'sandbox_language'

/** A cookie of the request; '' when it isn't there. */
export function cookieOf(request: FastifyRequest, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/)
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found === undefined ? '' : decodeURIComponent(found.slice(name.length + 1))
}
