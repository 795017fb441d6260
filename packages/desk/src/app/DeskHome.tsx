import { Navigate } from 'react-router'
import { useDesk } from '../realtime/hooks.ts'

/** 接待中, or 待接入 when nothing is served. */
export function DeskHome() {
  const serves = useDesk(({ conversations, me }) =>
    [...conversations.values()].some((row) => row.state === 'serving' && row.agentId === me.agentId),
  )
  return <Navigate to={serves ? 'serving' : 'waiting'} replace />
}
