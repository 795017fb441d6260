import { ChevronLeft } from 'lucide-react'
import { AccountAvatar } from '../people/Avatar.tsx'
import { useWords } from '../words.ts'

type AccountProfileProps = {
  name: string
  follows: boolean
  onFollow: () => void
  onUnfollow: () => void
  onChat: () => void
  onBack: () => void
}

/** The account's card: where one follows it and stops following it. */
export function AccountProfile({ name, follows, onFollow, onUnfollow, onChat, onBack }: AccountProfileProps) {
  const { say } = useWords()
  return (
    <div className="profile">
      <header className="chat-header profile-header">
        <button type="button" className="chat-back" aria-label={say('back')} onClick={onBack}>
          <ChevronLeft size={26} strokeWidth={1.75} aria-hidden />
        </button>
      </header>
      <div className="profile-card">
        <AccountAvatar size={72} />
        <h1 className="profile-name">{name}</h1>
        <p className="profile-about">{say('profile')}</p>
        <p className="profile-subject">{say('subject')}</p>
        {follows ? (
          <div className="profile-buttons">
            <button type="button" className="profile-main" onClick={onChat}>
              {say('toChat')}
            </button>
            <button type="button" className="profile-leave" onClick={onUnfollow}>
              {say('unfollow')}
            </button>
          </div>
        ) : (
          <button type="button" className="profile-main" onClick={onFollow}>
            {say('follow')}
          </button>
        )}
      </div>
    </div>
  )
}
