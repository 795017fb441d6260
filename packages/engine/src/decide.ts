import { accept } from './accept.ts'
import { apiClose } from './api-close.ts'
import { apiOpen } from './api-open.ts'
import { apiReply } from './api-reply.ts'
import { expire } from './clock.ts'
import { close, undoClose } from './close.ts'
import type { AgentFacts, Command, Decision, DecisionContext, DeskCommand } from './command.ts'
import type { Subject } from './conversation.ts'
import { type Change, decided, refused } from './decision.ts'
import { developerAnswer } from './developer-answer.ts'
import { fanAct } from './fan-act.ts'
import { greetAtLast } from './greeting.ts'
import { handOver } from './hand-over.ts'
import { agentLeft, switchOff } from './leaving.ts'
import { reopen } from './reopen.ts'
import { reply } from './reply.ts'
import { takeBack } from './take-back.ts'
import { takeOver } from './take-over.ts'
import { transfer } from './transfer.ts'
import { unreachable } from './unreachable.ts'

/**
 * What a command does to a customer (L14). The clock and the switch 多客服接口 come first: what they end is in `next`
 * and `effects` of a refusal as well.
 */
export function decide(subject: Subject, command: Command, context: DecisionContext): Decision {
  const settled = settle(subject, command, context)
  const decision = decideSettled(settled.next, command, context)
  return settled.effects.length === 0
    ? decision
    : { ...decision, effects: [...settled.effects, ...decision.effects] }
}

function settle(subject: Subject, command: Command, context: DecisionContext): Change {
  const expired = expire(subject, context)
  if (context.interfaceOn) {
    // An answer comes before the greeting, however late.
    if (command.type === 'developer_answer') return expired
    const greeted = greetAtLast(expired.next, context)
    return { next: greeted.next, effects: [...expired.effects, ...greeted.effects] }
  }
  // Off holds at once (S13), also for customers whom the sweep of `interface_off` has not reached.
  const ended = switchOff(expired.next, context)
  return { next: ended.next, effects: [...expired.effects, ...ended.effects] }
}

function decideSettled(subject: Subject, command: Command, context: DecisionContext): Decision {
  switch (command.type) {
    case 'fan_act':
      return fanAct(subject, command, context)
    case 'hand_over':
      return handOver(subject, command, context)
    case 'api_open':
      return apiOpen(subject, command, context)
    case 'api_close':
      return apiClose(subject, command, context)
    case 'api_reply':
      return apiReply(subject, command, context)
    case 'developer_answer':
      return developerAnswer(subject, command, context)
    case 'agent_left':
      return agentLeft(subject, command, context)
    // The switch was looked at before: on again means that nothing has to end.
    case 'interface_off':
    case 'clock':
      return decided(subject, [])
    default: {
      if (!context.interfaceOn) return refused(subject, { code: 'interface_off' })
      const agent = context.agent(command.by)
      if (agent === null) return refused(subject, { code: 'agent_unknown' })
      return decideForAgent(subject, command, agent, context)
    }
  }
}

function decideForAgent(
  subject: Subject,
  command: DeskCommand,
  agent: AgentFacts,
  context: DecisionContext,
): Decision {
  switch (command.type) {
    case 'accept':
      return accept(subject, command, agent, context)
    case 'reply':
      return reply(subject, command, context)
    case 'transfer':
      return transfer(subject, command, agent, context)
    case 'take_back':
      return takeBack(subject, command, context)
    case 'take_over':
      return takeOver(subject, command, agent, context)
    case 'close':
      return close(subject, command, agent, context)
    case 'undo_close':
      return undoClose(subject, command, agent)
    case 'reopen':
      return reopen(subject, agent, context)
    default:
      return unreachable(command)
  }
}
