import type { LoginTicket, LoginTicketState } from '@duokefu/contract'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'

/** What the place of the QR shows. */
export type QrState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly ticket: LoginTicket; readonly scanned: boolean }
  | { readonly kind: 'entering' }
  | { readonly kind: 'ended'; readonly why: 'cancelled' | 'refused' | 'used' }
  /** It was renewed often enough for somebody who isn't there. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'failed'; readonly error: ApiError }

export interface TicketServer {
  create(): Promise<LoginTicket>
  /** Resolves when the state is another than `after`, or after a while. */
  nextState(ticket: string, after: LoginTicketState, signal: AbortSignal): Promise<LoginTicketState>
  enter(ticket: string): Promise<void>
}

export interface FollowOptions {
  readonly server: TicketServer
  readonly signal: AbortSignal
  show(state: QrState): void
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
}

const renewals = 5
const retryMs = 2_000

/** Shows QRs until somebody is in (resolves `true`), something ends it, or nobody came to five renewed ones. */
export async function followTickets(options: FollowOptions): Promise<boolean> {
  const { server, signal, show } = options
  for (let shown = 0; shown <= renewals; shown += 1) {
    if (shown === 0) show({ kind: 'loading' })
    try {
      const ticket = await server.create()
      if (signal.aborted) return false
      show({ kind: 'shown', ticket, scanned: false })
      const end = await untilEnd(ticket, options)
      if (signal.aborted) return false
      if (end === 'expired') continue
      return await finish(ticket, end, options)
    } catch (thrown) {
      if (!signal.aborted) show({ kind: 'failed', error: asApiError(thrown) })
      return false
    }
  }
  show({ kind: 'paused' })
  return false
}

type End = Exclude<LoginTicketState, 'waiting' | 'scanned'>

async function untilEnd(ticket: LoginTicket, { server, signal, show, wait }: FollowOptions): Promise<End> {
  let state: LoginTicketState = 'waiting'
  let failures = 0
  while (state === 'waiting' || state === 'scanned') {
    try {
      const next = await server.nextState(ticket.ticket, state, signal)
      failures = 0
      if (next === 'scanned' && state === 'waiting') show({ kind: 'shown', ticket, scanned: true })
      state = next
    } catch (thrown) {
      const error = asApiError(thrown)
      if (signal.aborted || error.code === 'login_ticket_ended') return 'expired'
      // A server that restarts has forgotten nothing: asked again until the ticket must be over.
      failures += 1
      if (failures > ticket.lastsMs / retryMs) throw error
      await wait(retryMs)
    }
  }
  return state
}

async function finish(
  ticket: LoginTicket,
  end: Exclude<End, 'expired'>,
  options: FollowOptions,
): Promise<boolean> {
  const { server, show } = options
  if (end === 'cancelled' || end === 'refused') {
    show({ kind: 'ended', why: end })
    return false
  }
  show({ kind: 'entering' })
  try {
    await server.enter(ticket.ticket)
    return true
  } catch (thrown) {
    const error = asApiError(thrown)
    show(error.code === 'login_ticket_ended' ? { kind: 'ended', why: 'used' } : { kind: 'failed', error })
    return false
  }
}
