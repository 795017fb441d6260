import { isWebAddress } from '../in-app/browse.ts'
import { objectOf, textOf } from '../json-fields.ts'
import { fanScans } from '../world/fan-acts.ts'
import { isQrAlive, type QrCode } from '../world/qr-code.ts'
import type { AccountState, World } from '../world/world.ts'
import { type ControlRequest, type Controls, numberOf, refuse } from './scope.ts'
import { waitFor } from './wait-for.ts'

const QR_PATH = /^\/q\/([\w-]+)$/

/** 扫一扫: a parametric QR code makes an event, any other address opens in the in-app browser. */
export function scanRoute({ app, world, pusher }: Controls): void {
  app.post('/sandbox/people/:id/scan-url', async (request: ControlRequest, reply) => {
    const url = textOf(objectOf(request.body), 'url').trim()
    if (!world.people.has(request.params.id ?? '')) return refuse(reply, 'no_such_person')
    if (!isWebAddress(url)) return refuse(reply, 'bad_request')
    const found = codeAt(world, url)
    const fan = found === null ? null : world.fanOf(found.state, request.params.id ?? '')
    if (found === null || fan === null) return { kind: 'page', url }
    const act = fanScans(world, found.state, fan, found.code.scene, found.code.ticket)
    if (act === null) return refuse(reply, 'not_possible')
    const push = pusher.push(found.state, fan, act)
    await waitFor(world, () => (push.settledAt === null ? null : push), numberOf(request.query.settle))
    return { kind: 'event', appid: found.state.account.appid, entry: act.entry, push }
  })
}

/** The living code that an address stands for; an expired one's address is a page that says so. */
function codeAt(world: World, address: string): { state: AccountState; code: QrCode } | null {
  const { port, pathname } = new URL(address)
  const [, id] = QR_PATH.exec(pathname) ?? []
  if (id === undefined || port !== new URL(world.origin).port) return null
  for (const state of world.accounts.values()) {
    const code = state.qrCodes.find((each) => each.id === id)
    if (code !== undefined && isQrAlive(code, world.clock.now())) return { state, code }
  }
  return null
}
