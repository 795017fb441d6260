import { ChevronLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'

type PageHeaderProps = { title: string; onBack?: () => void; children?: ReactNode }

/** The bar at the top of a page of WeChat: back, title, and what belongs to the right. */
export function PageHeader({ title, onBack, children }: PageHeaderProps) {
  const { say } = useWords()
  return (
    <header className="chat-header">
      {onBack === undefined ? (
        <span className="chat-back" />
      ) : (
        <button type="button" className="chat-back" aria-label={say('back')} onClick={onBack}>
          <ChevronLeft size={26} strokeWidth={1.75} aria-hidden />
        </button>
      )}
      <h1 className="chat-title">{title}</h1>
      {children ?? <span className="chat-more" />}
    </header>
  )
}
