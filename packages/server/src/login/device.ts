import type { FastifyRequest } from 'fastify'

/** The browser that asks, as confirm page and list of devices name it. */
export interface Device {
  readonly userAgent: string | null
  readonly address: string
}

export function deviceOf(request: FastifyRequest): Device {
  return { userAgent: request.headers['user-agent']?.slice(0, 300) ?? null, address: request.ip }
}
