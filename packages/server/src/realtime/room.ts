import type { Agent } from '@duokefu/contract'
import type { AccountId, AgentId } from '@duokefu/engine'
import { agentsNow, listAgents, listGroups, meNow } from '../agents/service.ts'
import type { Context } from '../context.ts'
import type { Change } from '../conversations/entries.ts'
import { presentConversation, presentMessage } from '../conversations/present.ts'
import { changesSince, conversationsOf } from '../conversations/service.ts'
import { type Holder, type Standing, standingOf } from '../conversations/standing.ts'
import { Audience, type Movement } from './audience.ts'
import type { ChangeNotice } from './bus.ts'
import { type DeskSocket, listIntervalMs } from './desk-socket.ts'
import { frameText, messagesFrame, once, rowText } from './frames.ts'
import { createPacer } from './pacer.ts'

export type RoomContext = Pick<Context, 'pool' | 'clock' | 'accounts' | 'log'>

/** The open desks of one account in this process, and what they have been told. */
export interface Room {
  join(socket: DeskSocket): void
  leave(socket: DeskSocket): void
  isEmpty(): boolean
  sockets(): readonly DeskSocket[]
  /** What this process committed, with the rows in memory. */
  changed(changes: readonly Change[]): void
  /** What another process committed: read again, many at a time. */
  changedElsewhere(notices: readonly ChangeNotice[]): void
  agentsChanged(agentIds: readonly AgentId[]): void
  groupsChanged(): void
  accountChanged(): void
  view(socket: DeskSocket, openids: readonly string[]): void
  /** Something may have been missed: lets every desk fetch. */
  resync(): void
  idle(): Promise<void>
  stop(): void
}

/** Desks are asked to fetch everything once a second at most. */
const resyncIntervalMs = 1_000

export function createRoom(ctx: RoomContext, accountId: AccountId): Room {
  const { log } = ctx
  const audience = new Audience<DeskSocket>()
  const dirtyAgents = new Set<AgentId>()
  const dirtyMe = new Set<AgentId>()
  let dirtyGroups = false
  const elsewhere = new Map<string, { since: number; before: Standing[] }>()

  const agentsPacer = createPacer(listIntervalMs, tellAgents)
  const accountPacer = createPacer(0, tellAccount)
  const elsewherePacer = createPacer(0, readElsewhere)
  const resyncPacer = createPacer(resyncIntervalMs, () => sendAll(frameText({ type: 'resync' })))

  function sendAll(frame: string): void {
    for (const socket of audience.everybody()) socket.sendInTurn(frame)
  }

  function relayAll(changes: readonly Change[]): void {
    for (const change of changes) relay(change)
  }

  function relay(change: Change): void {
    const { conversation, since, messages, before } = change
    const { openid, version } = conversation
    const after = standingOf(conversation.subject)
    const movement: Movement = {
      openid,
      before: before.map(({ holder }) => holder),
      after: after.holder,
      last: [...before, after].map(({ last }) => last),
    }
    noteAgents(movement, messages)
    const row = rowText(
      once(() => presentConversation(conversation)),
      openid,
      version,
    )
    const frame = messagesFrame(openid, since, version, () => messages.map(presentMessage))
    for (const socket of audience.forMessages(movement)) socket.send(frame.get())
    for (const socket of audience.forRow(movement)) socket.sendRow(row)
  }

  /** Whose load moved, and whose figures of today may have. */
  function noteAgents({ before, after }: Movement, messages: Change['messages']): void {
    if (before.some((holder) => holder !== after)) {
      for (const holder of [...before, after])
        if (holder !== null && holder !== 'queue') dirtyAgents.add(holder)
    }
    for (const { direction, origin, agentId } of messages)
      if (direction === 'out' && origin === 'agent' && agentId !== null) dirtyMe.add(agentId)
    if (dirtyAgents.size > 0 || dirtyMe.size > 0) agentsPacer.ask()
  }

  async function tellAgents(): Promise<void> {
    const agentIds = [...dirtyAgents]
    const meIds = [...dirtyMe]
    const groupsToo = dirtyGroups
    dirtyAgents.clear()
    dirtyMe.clear()
    dirtyGroups = false
    try {
      if (groupsToo) await tellGroups()
      else if (agentIds.length > 0) {
        const agents = await agentsNow(ctx, accountId, agentIds)
        sendAll(frameText({ type: 'agents', agents, groups: null }))
        sendBack(agents)
      }
      for (const agentId of meIds) await tellMe(agentId)
    } catch (error) {
      missed(error)
    }
  }

  /** With everybody, since who is in a group stands with the agents. */
  async function tellGroups(): Promise<void> {
    const [agents, groups] = await Promise.all([listAgents(ctx, accountId), listGroups(ctx, accountId)])
    sendAll(frameText({ type: 'agents', agents, groups }))
    sendBack(agents)
  }

  /** Desks of agents whose role is another one now come back by themselves, with the rights that they have then. */
  function sendBack(agents: readonly Agent[]): void {
    const roles = new Map(agents.map(({ id, role }) => [id, role]))
    for (const socket of audience.everybody())
      if (roles.has(socket.agentId) && roles.get(socket.agentId) !== socket.role)
        socket.leave('server_stopping')
  }

  async function tellAccount(): Promise<void> {
    try {
      const account = await ctx.accounts.refresh(accountId)
      if (account === null) return
      const { name, interfaceOn, wechatDesk } = account
      sendAll(frameText({ type: 'account', name, interfaceOn, wechatDesk }))
    } catch (error) {
      missed(error)
    }
  }

  async function tellMe(agentId: AgentId): Promise<void> {
    const own = [...audience.desksOf(agentId)]
    if (own.length === 0) return
    const frame = frameText({ type: 'me', ...(await meNow(ctx, accountId, agentId)) })
    for (const socket of own) socket.send(frame)
  }

  async function readElsewhere(): Promise<void> {
    const told = new Map(elsewhere)
    elsewhere.clear()
    const isWatched = (openid: string, before: readonly Holder[]) =>
      audience.forMessages({ openid, before, after: null, last: [] }).size > 0
    try {
      relayAll(await changesSince(ctx, accountId, told, isWatched))
    } catch (error) {
      missed(error)
    }
  }

  /** What could not be told must not be missed: every desk fetches it for itself. */
  function missed(error: unknown): void {
    log.warn({ err: error }, 'changes could not be read for the open desks')
    resyncPacer.ask()
  }

  /**
   * Says how a conversation stands that somebody has just opened: what was committed between their reading and their
   * being listed here shows as a gap on their screen, and is fetched. Rows on no list are not kept true until then.
   */
  async function tellStates(socket: DeskSocket, opened: readonly string[]): Promise<void> {
    try {
      for (const conversation of await conversationsOf(ctx, accountId, opened)) {
        const { openid, version } = conversation
        socket.sendRow(
          rowText(
            once(() => presentConversation(conversation)),
            openid,
            version,
          ),
        )
        socket.send(frameText({ type: 'messages', openid, since: version, version, messages: [] }))
      }
    } catch (error) {
      log.warn({ err: error }, 'opened conversations could not be read')
      socket.send(frameText({ type: 'resync' }))
    }
  }

  function tellViewers(openid: string): void {
    const viewing = [...audience.viewersOf(openid)]
    const agentIds = [...new Set(viewing.map((socket) => socket.agentId))]
    const frame = frameText({ type: 'viewers', openid, agentIds })
    for (const socket of viewing) socket.send(frame)
  }

  return {
    join: (socket) => audience.join(socket),
    leave(socket) {
      audience.leave(socket).forEach(tellViewers)
    },
    isEmpty: () => audience.size === 0,
    sockets: () => [...audience.everybody()],
    changed: relayAll,
    changedElsewhere(notices) {
      for (const { openid, since, before } of notices) {
        const known = elsewhere.get(openid)
        if (known === undefined) elsewhere.set(openid, { since, before: [before] })
        else {
          known.since = Math.min(known.since, since)
          known.before.push(before)
        }
      }
      elsewherePacer.ask()
    },
    agentsChanged(agentIds) {
      for (const agentId of agentIds) {
        dirtyAgents.add(agentId)
        dirtyMe.add(agentId)
      }
      agentsPacer.ask()
    },
    groupsChanged() {
      dirtyGroups = true
      agentsPacer.ask()
    },
    accountChanged: accountPacer.ask,
    view(socket, openids) {
      const { opened, closed } = audience.view(socket, openids)
      for (const openid of [...closed, ...opened]) tellViewers(openid)
      if (opened.length > 0) void tellStates(socket, opened)
    },
    resync: resyncPacer.ask,
    async idle() {
      await Promise.all([resyncPacer, agentsPacer, accountPacer, elsewherePacer].map((pacer) => pacer.idle()))
    },
    stop() {
      for (const pacer of [resyncPacer, agentsPacer, accountPacer, elsewherePacer]) pacer.stop()
    },
  }
}
