import swagger from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Scope } from './scope.ts'

/** Describes the routes registered after this from their schemas, at `/api/openapi.json`. */
export async function describeApi(scope: Scope): Promise<void> {
  await scope.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Duokefu',
        version: '1',
        description:
          'What the desk and the server say to each other. Log in by a one-time link; the cookie `duokefu_login` carries the login.',
      },
      components: { securitySchemes: { login: { type: 'apiKey', in: 'cookie', name: 'duokefu_login' } } },
      security: [{ login: [] }],
    },
    transform: jsonSchemaTransform,
  })
  scope.get('/api/openapi.json', { schema: { hide: true } }, () => scope.swagger())
}
