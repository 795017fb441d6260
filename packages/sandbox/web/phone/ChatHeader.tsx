import { ChevronLeft, Ellipsis } from 'lucide-react'
import { useWords } from '../words.ts'

type ChatHeaderProps = {
  name: string
  typing: boolean
  unread: number
  onBack: () => void
  onMore: () => void
}

export function ChatHeader({ name, typing, unread, onBack, onMore }: ChatHeaderProps) {
  const { say } = useWords()
  return (
    <header className="chat-header">
      <button type="button" className="chat-back" aria-label={say('back')} onClick={onBack}>
        <ChevronLeft size={26} strokeWidth={1.75} aria-hidden />
        {unread > 0 ? <span className="chat-unread">{unread > 99 ? '99+' : unread}</span> : null}
      </button>
      <h1 className="chat-title">{typing ? say('typing') : name}</h1>
      <button type="button" className="chat-more" aria-label={say('more')} onClick={onMore}>
        <Ellipsis size={24} strokeWidth={1.75} aria-hidden />
      </button>
    </header>
  )
}
