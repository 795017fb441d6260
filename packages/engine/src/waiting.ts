import type { DecisionContext } from './command.ts'
import type { Reservation, Subject, Transfer, Waiting, WaitingCause } from './conversation.ts'

/** The waiting state from now on. */
export function startWaiting(
  subject: Subject,
  wait: {
    readonly cause: WaitingCause
    readonly to: Reservation | null
    readonly transfer: Transfer | null
  },
  context: DecisionContext,
): Waiting {
  const { leaveMessage } = context.settings
  return {
    state: 'waiting',
    since: context.at,
    cause: wait.cause,
    ...reserve(wait.to, context),
    leaveMessageAt: leaveMessage === null ? null : context.at + leaveMessage.afterMs,
    expiresAt: waitingExpiry(subject, context),
    transfer: wait.transfer,
  }
}

/** Keeps the customer for an agent or a group until the account's time limit (L3); a group of nobody keeps nobody. */
export function reserve(
  to: Reservation | null,
  { at, settings, hasMembers }: DecisionContext,
): Pick<Waiting, 'reservedFor' | 'reservedUntil'> {
  if (to === null || (to.kind === 'group' && !hasMembers(to.group)))
    return { reservedFor: null, reservedUntil: null }
  const lapses = settings.reservationFallback === 'everybody'
  return { reservedFor: to, reservedUntil: lapses ? at + settings.reservationLimitMs : null }
}

/**
 * 48 h after the fan's last message (L4). Whoever is handed over without a message in that time (by the API, by a
 * tap on the menu) waits as long from now.
 */
function waitingExpiry({ fanWroteAt }: Subject, { at, settings }: DecisionContext): number {
  const sinceMessage = (fanWroteAt ?? 0) + settings.waitingLimitMs
  return sinceMessage > at ? sinceMessage : at + settings.waitingLimitMs
}
