import { FileText, LayoutGrid, MapPin, Music } from 'lucide-react'
import type { Content, Face } from '../api.ts'
import { useWords } from '../words.ts'
import { RichText } from './RichText.tsx'
import { Voice } from './Voice.tsx'
import { WebLink } from './WebLink.tsx'

type MessageBodyProps = {
  content: Exclude<Content, { type: 'notice' }>
  faces: Face[]
  onTap: (menuId: string, text: string) => void
}

/** One message by its kind. Whatever an account sends is shown as text, never as HTML. */
export function MessageBody({ content, faces, onTap }: MessageBodyProps) {
  const { say } = useWords()
  switch (content.type) {
    case 'text':
      return (
        <div className="bubble">
          <RichText text={content.text} faces={faces} />
        </div>
      )
    case 'image':
      return (
        <a className="picture" href={content.url} target="_blank" rel="noreferrer">
          <img src={content.url} alt={say('album')} />
        </a>
      )
    case 'voice':
      return <Voice voice={content} />
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a fan's film has no captions
        <video
          className="film"
          src={content.url}
          poster={content.thumbMediaId === null ? undefined : `/pic/${content.thumbMediaId}`}
          title={content.title}
          controls
          preload={content.thumbMediaId === null ? 'metadata' : 'none'}
        />
      )
    case 'location':
      return (
        <div className="card place">
          <div className="place-label">{content.label}</div>
          <div className="place-map">
            <MapPin size={28} fill="#fa5151" stroke="#fff" aria-hidden />
          </div>
        </div>
      )
    case 'link':
      return (
        <WebLink className="card article" href={content.url}>
          <span className="article-title">{content.title}</span>
          <span className="article-row">
            <span className="article-text">{content.description || content.url}</span>
            {content.picture ? <img className="article-picture" src={content.picture} alt="" /> : null}
          </span>
        </WebLink>
      )
    case 'menu':
      return (
        <div className="bubble">
          <RichText text={content.head} faces={faces} />
          {content.items.map((item) => (
            <button
              key={item.id}
              type="button"
              className="menu-line"
              onClick={() => onTap(item.id, item.content)}
            >
              {item.content}
            </button>
          ))}
          <RichText text={content.tail} faces={faces} />
        </div>
      )
    case 'music':
      return (
        <WebLink className="card file" href={content.url}>
          <Music size={30} aria-hidden />
          <span className="file-name">{content.title || content.description}</span>
        </WebLink>
      )
    case 'miniprogram':
      return (
        <div className="card mini">
          <span className="article-title">{content.title}</span>
          {content.picture === null ? null : <img className="mini-picture" src={content.picture} alt="" />}
          <span className="card-foot">{say('miniProgram')}</span>
        </div>
      )
    case 'card':
      return (
        <div className="card file">
          <LayoutGrid size={30} aria-hidden />
          <span className="file-name">
            {say('card')} {content.kind}
          </span>
        </div>
      )
    case 'file':
      return (
        <div className="card file">
          <span className="file-name">
            {content.name}
            <small>{Math.ceil(content.bytes / 1024)} KB</small>
          </span>
          <FileText size={34} strokeWidth={1.25} aria-hidden />
        </div>
      )
  }
}
