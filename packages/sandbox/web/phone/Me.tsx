import type { Fan } from '../api.ts'
import { Avatar } from '../people/Avatar.tsx'
import { useWords } from '../words.ts'

/** Who this is, and by what others find them. */
export function Me({ person }: { person: Fan }) {
  const { say } = useWords()
  return (
    <div className="me">
      <div className="me-card">
        <Avatar name={person.name} color={person.color} size={64} />
        <p className="me-name">{person.name}</p>
      </div>
      <dl className="me-facts">
        <dt>{say('wechatId')}</dt>
        <dd>{person.wechatId}</dd>
        <dt>{say('qq')}</dt>
        <dd>{person.qq}</dd>
        <dt>{say('phoneNumber')}</dt>
        <dd>{person.phone}</dd>
      </dl>
    </div>
  )
}
