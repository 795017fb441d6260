import type { LoginTicketState } from '@duokefu/contract'
import { describe, expect, it } from 'vitest'
import { apiError } from '../../realtime/api-error.ts'
import { followTickets, type QrState, type TicketServer } from './follow-ticket.ts'

/** A server whose tickets go through these states, one list per ticket; an error stands for a lost connection. */
function scripted(lives: readonly (readonly (LoginTicketState | 'lost')[])[]) {
  const shown: string[] = []
  const entered: string[] = []
  let made = 0
  let left: (LoginTicketState | 'lost')[] = []
  const server: TicketServer = {
    async create() {
      left = [...(lives[made] ?? ['expired'])]
      made += 1
      return { ticket: `t${made}`, url: `url ${made}`, digits: '42', lastsMs: 120_000 }
    },
    async nextState() {
      const next = left.shift() ?? 'expired'
      if (next === 'lost') throw apiError('unavailable', false)
      return next
    },
    async enter(ticket) {
      entered.push(ticket)
    },
  }
  const show = (state: QrState) => {
    if (state.kind === 'shown') shown.push(`${state.ticket.ticket}${state.scanned ? ' scanned' : ''}`)
    else shown.push(state.kind === 'ended' ? state.why : state.kind)
  }
  const signal = new AbortController().signal
  return { shown, entered, run: () => followTickets({ server, signal, show, wait: async () => {} }) }
}

describe('the QR of the login page', () => {
  it('[S2] goes in by itself once the phone has confirmed', async () => {
    const page = scripted([['waiting', 'scanned', 'scanned', 'confirmed']])
    expect(await page.run()).toBe(true)
    expect(page.shown).toEqual(['loading', 't1', 't1 scanned', 'entering'])
    expect(page.entered).toEqual(['t1'])
  })

  it('[S2] renews itself five times, then pauses', async () => {
    const page = scripted([])
    expect(await page.run()).toBe(false)
    expect(page.shown).toEqual(['loading', 't1', 't2', 't3', 't4', 't5', 't6', 'paused'])
  })

  it('[S2] is renewed when it was scanned and nobody confirmed', async () => {
    const page = scripted([
      ['scanned', 'expired'],
      ['scanned', 'confirmed'],
    ])
    expect(await page.run()).toBe(true)
    expect(page.shown).toEqual(['loading', 't1', 't1 scanned', 't2', 't2 scanned', 'entering'])
  })

  it.each(['cancelled', 'refused'] as const)('[S2] says that it was %s and stays so', async (end) => {
    const page = scripted([['scanned', end]])
    expect(await page.run()).toBe(false)
    expect(page.shown.at(-1)).toBe(end)
    expect(page.entered).toEqual([])
  })

  it('[S2] outlasts a server that restarts', async () => {
    const page = scripted([['waiting', 'lost', 'lost', 'scanned', 'confirmed']])
    expect(await page.run()).toBe(true)
  })
})
