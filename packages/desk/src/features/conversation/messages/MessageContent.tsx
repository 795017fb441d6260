import type { Content } from '@duokefu/contract'
import { FileCard, LinkCard, LocationCard, MenuCard, MiniProgramCard } from './MessageCards.tsx'
import styles from './MessageContent.module.css'
import { MessagePicture } from './MessagePicture.tsx'
import { MessageText } from './MessageText.tsx'
import { MessageUnknown } from './MessageUnknown.tsx'
import { MessageVideo } from './MessageVideo.tsx'
import { MessageVoice } from './MessageVoice.tsx'
import { useThreadContext } from './thread-context.ts'

export interface MessageContentProps {
  content: Content
  direction: 'in' | 'out'
}

/** What a record says, by its type. Pictures and videos stand without a bubble. */
export function MessageContent({ content, direction }: MessageContentProps) {
  const { t } = useThreadContext()
  switch (content.type) {
    case 'text':
      return (
        <>
          {content.menuId === null ? null : <div className={styles.chose}>{t('message.chose')}</div>}
          <MessageText text={content.text} markup={direction === 'out'} />
        </>
      )
    case 'image':
      return <MessagePicture media={content.media} />
    case 'voice':
      return (
        <MessageVoice
          media={content.media}
          format={content.format}
          recognition={content.recognition}
          direction={direction}
        />
      )
    case 'video':
      return <MessageVideo media={content.media} thumb={content.thumb} />
    case 'location':
      return <LocationCard content={content} />
    case 'link':
    case 'music':
      return <LinkCard content={content} />
    case 'miniprogram':
      return <MiniProgramCard content={content} />
    case 'file':
      return <FileCard content={content} />
    case 'menu':
      return <MenuCard content={content} />
    case 'unknown':
      return <MessageUnknown content={content} />
    case 'note':
    case 'fan_event':
    case 'timeline':
      // Lines of their own, never in a bubble: see ThreadLine.
      return null
    default:
      return null
  }
}

/** True for what has its own box and needs no bubble around it. */
export function isBare(content: Content): boolean {
  return content.type === 'image' || content.type === 'video'
}
