import type { AccountId } from '@duokefu/engine'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { MediaLibrary } from '../media/media.ts'

const params = z.object({ account: z.string().regex(/^\d{1,18}$/), key: z.uuid() })

/** The picture at `kf_headimgurl`: of agents alone, whom fans see as well. WeChat's own are open to everybody too. */
export function avatarRoute(
  app: FastifyInstance,
  ctx: Pick<Context, 'accounts' | 'pool'>,
  media: Pick<MediaLibrary, 'open'>,
): void {
  app.get('/customservice/headimg/:account/:key', { exposeHeadRoute: false }, async (request, reply) => {
    const asked = params.safeParse(request.params)
    if (!asked.success) return reply.code(404).send()
    const { account, key } = asked.data
    const found = await ctx.pool.query<{ account_id: AccountId }>(
      'select account_id from agent where account_id = $1 and avatar_key = $2 and left_at is null limit 1',
      [account, key],
    )
    const owner = found.rows[0]?.account_id
    const file = owner === undefined ? null : await media.open(owner, key)
    if (file === null) return reply.code(404).send()
    return reply
      .header('cache-control', 'public, max-age=86400')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type(file.mime)
      .send(file.stream)
  })
}
