import type { CommandOf, Decision, DecisionContext, EndReason } from './command.ts'
import { idle, type Subject } from './conversation.ts'
import { type Change, cancelHeld, decided, timeline } from './decision.ts'
import type { AgentId } from './ids.ts'
import { endSession } from './session.ts'
import { unreachable } from './unreachable.ts'
import { startWaiting } from './waiting.ts'

/** The agent left the account or was deactivated: their customer waits again, what was kept for them is free. */
export function agentLeft(
  subject: Subject,
  { agent }: CommandOf<'agent_left'>,
  context: DecisionContext,
): Decision {
  const { conversation } = subject
  switch (conversation.state) {
    case 'none':
      return conversation.closed?.agent === agent
        ? decided({ ...subject, conversation: idle }, [])
        : decided(subject, [])
    case 'waiting': {
      const transfer = transferWithout(agent, conversation.transfer)
      const { reservedFor } = conversation
      if (reservedFor?.kind !== 'agent' || reservedFor.agent !== agent)
        return decided({ ...subject, conversation: { ...conversation, transfer } }, [])
      return decided(
        { ...subject, conversation: { ...conversation, transfer, reservedFor: null, reservedUntil: null } },
        [timeline({ kind: 'agent_left', agent })],
      )
    }
    case 'serving': {
      if (conversation.agent !== agent) {
        const transfer = transferWithout(agent, conversation.transfer)
        return decided({ ...subject, conversation: { ...conversation, transfer } }, [])
      }
      const to = startWaiting(subject, { cause: 'agent_left', to: null, transfer: null }, context)
      const ended = endSession(subject, conversation, { reason: 'agent_left', by: null, to }, context)
      return decided(ended.next, [timeline({ kind: 'agent_left', agent }), ...ended.effects])
    }
    default:
      return unreachable(conversation)
  }
}

/** 多客服接口 was switched off, or WeChat's own desk has everybody: nobody waits, is served or is written to later (L17). */
export function switchOff(subject: Subject, context: DecisionContext): Change {
  const kind = context.wechatDesk ? 'wechat_desk' : 'interface_off'
  const ended = endEverything(subject, kind, context)
  const hadSomebody = subject.conversation.state !== 'none'
  return {
    next: ended.next,
    effects: hadSomebody ? [timeline({ kind }), ...ended.effects] : ended.effects,
  }
}

/** The fan unfollowed: WeChat takes nothing for them any more (L13), so nothing stays open. */
export function unsubscribed(subject: Subject, context: DecisionContext): Change {
  const ended = endEverything(subject, 'unsubscribed', context)
  return {
    next: {
      ...ended.next,
      subscribed: false,
      quota: { kind: 'known', left: 0, until: context.at, saidByWechat: false },
    },
    effects: [timeline({ kind: 'unsubscribed' }), ...ended.effects],
  }
}

function endEverything(subject: Subject, reason: EndReason, context: DecisionContext): Change {
  const { conversation } = subject
  if (conversation.state !== 'serving') return cancelHeld({ ...subject, conversation: idle })
  const ended = endSession(subject, conversation, { reason, by: null }, context)
  const cancelled = cancelHeld(ended.next)
  return {
    next: cancelled.next,
    effects: [...ended.effects, ...cancelled.effects],
  }
}

function transferWithout<T extends { readonly from: AgentId }>(agent: AgentId, transfer: T | null): T | null {
  return transfer?.from === agent ? null : transfer
}
