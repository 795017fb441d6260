import type { TeamAgent, TeamAnswer } from '@duokefu/contract'
import { type QueryClient, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { teamApi } from './team-api.ts'

const keyOf = (accountId: string) => ['team', accountId]

/** While somebody is to answer, the page looks so often whether they have. */
const ourAnswerMs = 3_000
const wechatAnswerMs = 15_000

/** The team, from our own tables at once and with WeChat's list soon after; looks again while somebody is to answer. */
export function useTeam(): UseQueryResult<TeamAnswer> {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: keyOf(accountId),
    queryFn: () => teamApi.team(accountId),
    refetchInterval: ({ state }) => (state.data?.agents.some(isAwaited) === true ? ourAnswerMs : false),
  })
  const asksWechat = query.data?.agents.some(({ kf }) => kf.state === 'inviting') === true

  useEffect(() => {
    const refresh = () => {
      if (!document.hidden) void refreshed(queries, accountId)
    }
    refresh()
    if (!asksWechat) return
    const timer = setInterval(refresh, wechatAnswerMs)
    return () => clearInterval(timer)
  }, [queries, accountId, asksWechat])

  return query
}

function isAwaited({ active, login }: TeamAgent): boolean {
  return active && (login.state === 'pending' || login.state === 'confirming')
}

/**
 * Has WeChat asked, and our own tables afterwards: the answer of a slow call may be older than what was done meanwhile.
 * What went wrong shows as the team's `problem`; without an answer the rows stay as they are.
 */
async function refreshed(queries: QueryClient, accountId: string): Promise<void> {
  try {
    await teamApi.refresh(accountId)
    await queries.invalidateQueries({ queryKey: keyOf(accountId) })
  } catch {
    // The page's own query says why nothing can be read.
  }
}

export interface TeamChanges {
  /** Shows what an act answered in the table. */
  took(agent: TeamAgent): void
  tookTeam(team: TeamAnswer): void
  /** Runs an act, shows its answer and says what was done; why it failed is said too. */
  run(act: Promise<TeamAgent>, done: string | null): Promise<boolean>
}

export function useTeamChanges(): TeamChanges {
  const accountId = useAccountId()
  const queries = useQueryClient()
  const say = useSay()
  return useMemo(() => {
    const took = (agent: TeamAgent) => {
      queries.setQueryData<TeamAnswer>(keyOf(accountId), (team) => team && withAgent(team, agent))
      void queries.invalidateQueries({ queryKey: keyOf(accountId) })
    }
    return {
      took,
      tookTeam: (team) => queries.setQueryData(keyOf(accountId), team),
      async run(act, done) {
        try {
          took(await act)
          if (done !== null) say.done(done)
          return true
        } catch (thrown) {
          say.failed(thrown)
          return false
        }
      },
    }
  }, [queries, accountId, say])
}

function withAgent(team: TeamAnswer, agent: TeamAgent): TeamAnswer {
  const isThere = team.agents.some(({ id }) => id === agent.id)
  const agents = isThere
    ? team.agents.map((each) => (each.id === agent.id ? agent : each))
    : [...team.agents, agent]
  return { ...team, agents }
}
