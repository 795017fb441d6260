import { ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Notice } from '../api.ts'
import { AccountAvatar } from '../people/Avatar.tsx'
import { markNoticesSeen } from '../store.ts'
import { dayAndClockOf } from '../time.ts'
import { INVITATION_STATE_WORD, useWords } from '../words.ts'
import { useOpenUrl } from './open-url.ts'
import { PageHeader } from './PageHeader.tsx'

type NoticesProps = {
  personId: string
  notices: Notice[]
  now: number
  onInvitation: (id: string) => void
  onBack: () => void
}

/** 「服务通知」: one card per notification, the newest at the end. */
export function Notices({ personId, notices, now, onInvitation, onBack }: NoticesProps) {
  const { say } = useWords()
  const openUrl = useOpenUrl()
  const list = useRef<HTMLUListElement>(null)
  const count = notices.length

  useEffect(() => {
    markNoticesSeen(personId, count)
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight
  }, [personId, count])

  return (
    <>
      <PageHeader title={say('services')} onBack={onBack} />
      <ul ref={list} className="chat notices">
        {count === 0 ? <li className="chat-line">{say('servicesEmpty')}</li> : null}
        {notices.map((notice) => (
          <li key={notice.id}>
            <p className="chat-line">{dayAndClockOf(notice.at, now, say)}</p>
            <button
              type="button"
              className="notice"
              onClick={() =>
                notice.body.type === 'template' ? openUrl(notice.body.url) : onInvitation(notice.id)
              }
            >
              <NoticeCard notice={notice} now={now} />
            </button>
          </li>
        ))}
      </ul>
      <span className="page-foot" aria-hidden />
    </>
  )
}

function NoticeCard({ notice, now }: { notice: Notice; now: number }) {
  const { say } = useWords()
  const { accountName, body } = notice
  const lines =
    body.type === 'template'
      ? body.lines
      : [
          { label: say('invitationAs'), value: body.nick },
          { label: say('invitationAccount'), value: body.kfAccount },
          ...(body.expiresAt === null
            ? []
            : [{ label: say('invitationUntil'), value: dayAndClockOf(body.expiresAt, now, say) }]),
        ]
  return (
    <>
      <span className="notice-from">
        <AccountAvatar size={20} />
        {accountName}
        {body.type === 'template' ? null : (
          <span className="notice-state" data-state={body.state}>
            {say(INVITATION_STATE_WORD[body.state])}
          </span>
        )}
      </span>
      <span className="notice-title">{body.type === 'template' ? body.title : say('invitation')}</span>
      {body.type === 'template' ? null : (
        <span className="notice-text">{say('invitationText', { account: accountName })}</span>
      )}
      {lines.map(({ label, value }) => (
        <span key={label} className="notice-line">
          <span>{label}</span>
          <span>{value}</span>
        </span>
      ))}
      <span className="notice-foot">
        {say('details')}
        <ChevronRight size={16} aria-hidden />
      </span>
    </>
  )
}
