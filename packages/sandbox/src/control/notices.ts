import { objectOf } from '../json-fields.ts'
import { answerInvitation, invitationOf } from '../world/kf-invite.ts'
import type { ServiceNotice } from '../world/notices.ts'
import type { World } from '../world/world.ts'
import { type ControlRequest, type Controls, refuse } from './scope.ts'

/** 「服务通知」 of a phone, and the answer to an invitation there. */
export function noticeRoutes({ app, world }: Controls): void {
  app.get('/sandbox/people/:id/notices', async (request: ControlRequest, reply) => {
    if (!world.people.has(request.params.id ?? '')) return refuse(reply, 'no_such_person')
    const own = world.notices.filter(({ personId }) => personId === request.params.id)
    return { notices: own.map((notice) => present(world, notice)) }
  })

  app.post('/sandbox/people/:id/notices/:notice/answer', async (request: ControlRequest, reply) => {
    const notice = world.notices.find(
      ({ id, personId }) => id === request.params.notice && personId === request.params.id,
    )
    const accept = objectOf(request.body)?.accept
    if (notice === undefined) return refuse(reply, 'no_such_notice')
    if (typeof accept !== 'boolean') return refuse(reply, 'bad_request')
    if (!answerInvitation(world, notice, accept)) return refuse(reply, 'not_possible')
    return { notice: present(world, notice) }
  })
}

function present(world: World, notice: ServiceNotice) {
  const { id, at, appid, body } = notice
  const accountName = world.accounts.get(appid)?.account.name ?? ''
  const invitation = invitationOf(world, notice)
  if (invitation === null || body.type !== 'kf_invitation') return { id, at, accountName, body }
  const { type, kfAccount, nick } = body
  const expiresAt = invitation.invitation?.expiresAt ?? null
  return { id, at, accountName, body: { type, kfAccount, nick, state: invitation.state, expiresAt } }
}
