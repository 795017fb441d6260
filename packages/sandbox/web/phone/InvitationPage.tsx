import { Check, CircleAlert } from 'lucide-react'
import { api, type Notice } from '../api.ts'
import { AccountAvatar } from '../people/Avatar.tsx'
import { useWords, type WordKey } from '../words.ts'
import { BrowserBar } from './BrowserBar.tsx'

type InvitationPageProps = { personId: string; notice: Notice; onClose: () => void }
type Answered = 'accepted' | 'rejected' | 'expired' | 'withdrawn'

const HINT: Record<Answered, WordKey> = {
  accepted: 'acceptedHint',
  rejected: 'rejectedHint',
  expired: 'gone',
  withdrawn: 'gone',
}

/** WeChat's own page for an invitation to be a kf: accept or refuse, and what came of it. */
export function InvitationPage({ personId, notice, onClose }: InvitationPageProps) {
  const { say } = useWords()
  const { accountName: account, body } = notice
  if (body.type !== 'kf_invitation') return null
  const answer = (accept: boolean) => void api.answerNotice(personId, notice.id, accept)
  return (
    <div className="browser">
      <BrowserBar title={say('invitation')} onClose={onClose} />
      <div className="wechat-page">
        {body.state === 'waiting' ? (
          <>
            <AccountAvatar size={72} />
            <h2>{say('invitationText', { account })}</h2>
            <dl className="wechat-facts">
              <dt>{say('invitationAs')}</dt>
              <dd>{body.nick}</dd>
              <dt>{say('invitationAccount')}</dt>
              <dd>{body.kfAccount}</dd>
            </dl>
            <button type="button" className="wechat-button" onClick={() => answer(true)}>
              {say('accept')}
            </button>
            <button type="button" className="wechat-button plain" onClick={() => answer(false)}>
              {say('refuse')}
            </button>
          </>
        ) : (
          <div role="status" className="wechat-end">
            <span className="wechat-sign" data-good={body.state === 'accepted' || undefined}>
              {body.state === 'accepted' ? (
                <Check size={40} strokeWidth={3} aria-hidden />
              ) : (
                <CircleAlert size={40} aria-hidden />
              )}
            </span>
            <h2>{say(body.state, { account })}</h2>
            <p>{say(HINT[body.state])}</p>
          </div>
        )}
      </div>
    </div>
  )
}
