import { z } from 'zod'
import { addAgent, agentsCalled } from '../agents/service.ts'
import { createLoginLink } from '../login/service.ts'
import { CommandError, command } from './command.ts'
import { accountNamed } from './store.ts'

export const agentAdd = command({
  name: 'agent add',
  usage: '--account APPID --name … [--kf kf2001@gh_…] [--role agent|supervisor|admin|owner]',
  help: { zh: '添加一位客服', en: 'add an agent' },
  options: z.object({
    account: z.string(),
    name: z.string().trim().min(1).max(60),
    kf: z.string().min(1).optional(),
    role: z.enum(['agent', 'supervisor', 'admin', 'owner']).default('agent'),
  }),
  async run(operator, options) {
    const accountId = await accountNamed(operator, options.account)
    const { name, role, kf = null } = options
    try {
      const { agentId } = await addAgent(operator, { accountId, name, role, kfAccount: kf })
      return {
        json: { id: agentId, account: accountId, name, role },
        lines: [
          `已添加 ${name}，编号 ${agentId}。/ Added ${name} as agent ${agentId}.`,
          `登录链接 / For a login link: duokefu login-link ${agentId}`,
        ],
      }
    } catch (error) {
      if (!isTaken(error)) throw error
      throw new CommandError(`客服账号 ${kf} 已有人使用。`, `The kf account ${kf} is somebody else's.`)
    }
  },
})

export const loginLink = command({
  name: 'login-link',
  usage: 'AGENT [--account APPID]',
  help: {
    zh: '生成登录链接（24 小时内有效，只能用一次）；AGENT 是编号、客服账号或名字',
    en: 'make a login link, good once and for 24 hours; AGENT is a number, a kf account or a name',
  },
  options: z.object({ account: z.string().optional() }),
  operands: 1,
  async run(operator, options, [wanted = '']) {
    const accountId = options.account === undefined ? null : await accountNamed(operator, options.account)
    const found = await agentsCalled(operator, wanted, accountId)
    const [agent] = found
    if (agent === undefined)
      throw new CommandError(`没有客服「${wanted}」。`, `There is no agent "${wanted}".`)
    if (found.length > 1) {
      const ids = found.map(({ agentId }) => agentId).join(', ')
      throw new CommandError(
        `有多位客服叫「${wanted}」，请用编号：${ids}`,
        `Several agents are called "${wanted}"; use a number: ${ids}`,
      )
    }
    // Behind the #, so that the token stays out of logs.
    const url = `${operator.url}/login/link#${await createLoginLink(operator, agent.personId)}`
    return { json: { agent: agent.agentId, name: agent.name, url }, lines: [url] }
  },
})

/** A unique index said no. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
