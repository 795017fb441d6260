import type { KfAccount } from '../api.ts'
import { AccountAvatar } from '../people/Avatar.tsx'

type SenderAvatarProps = { kfAccount: string | null; kf: KfAccount[] }

/** Who answers: the agent's own picture when the message came in the name of a kf account that has one. */
export function SenderAvatar({ kfAccount, kf }: SenderAvatarProps) {
  const sender = kf.find(({ account }) => account === kfAccount)
  if (sender === undefined || sender.avatarUrl === '') return <AccountAvatar size={40} />
  return <img className="avatar sender" src={sender.avatarUrl} alt={sender.nick} title={sender.nick} />
}
