import type { Content } from '@duokefu/contract'
import { AppWindow, FileText, Link2, ListTree, MapPin, Music } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './MessageCards.module.css'
import { RichText } from './MessageText.tsx'
import { webAddress } from './rich-text.ts'
import { useThreadContext } from './thread-context.ts'

type Of<T extends Content['type']> = Extract<Content, { type: T }>

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Name, address and a link to a map: no map tiles, so that no third party learns of the customer. */
export function LocationCard({ content }: { content: Of<'location'> }) {
  const { t } = useThreadContext()
  const { latitude, longitude, label } = content
  // Tencent's own map: the coordinates that WeChat gives (GCJ-02) are the ones it takes.
  const query = new URLSearchParams({
    marker: `coord:${latitude},${longitude};title:${label || t('message.location')}`,
    referer: 'duokefu',
  })
  return (
    <Card
      icon={<MapPin {...icon} />}
      title={label || t('message.location')}
      line={`${latitude}, ${longitude}`}
    >
      <a href={`https://apis.map.qq.com/uri/v1/marker?${query}`} target="_blank" rel="noopener noreferrer">
        {t('message.openMap')}
      </a>
    </Card>
  )
}

/** Title, two lines and the host's name; only web addresses can be opened. */
export function LinkCard({ content }: { content: Of<'link'> | Of<'music'> }) {
  const { t } = useThreadContext()
  const href = webAddress(content.url)
  const music = content.type === 'music'
  const title = content.title || (music ? t('message.music') : t('message.link'))
  return (
    <Card
      icon={music ? <Music {...icon} /> : <Link2 {...icon} />}
      title={
        href === null ? (
          title
        ) : (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {title}
          </a>
        )
      }
      line={content.description}
    >
      {href === null ? content.url : new URL(href).host}
    </Card>
  )
}

export function MiniProgramCard({ content }: { content: Of<'miniprogram'> }) {
  const { t, mediaUrl } = useThreadContext()
  // A card may outlive its cover, which goes with the file's own retention.
  const [isGone, setGone] = useState(false)
  const cover = content.cover?.state === 'ready' ? content.cover.key : null
  return (
    <Card icon={<AppWindow {...icon} />} title={content.title || content.appid} line={content.pagePath}>
      {cover === null || isGone ? null : (
        <img className={styles.cover} src={mediaUrl(cover, 'small')} alt="" onError={() => setGone(true)} />
      )}
      {isGone ? `${t('message.coverGone')} · ` : ''}
      {t('message.miniprogram')}
    </Card>
  )
}

export function FileCard({ content }: { content: Of<'file'> }) {
  const { t, i18n } = useTranslation('conversation')
  const size = content.bytes === null ? '' : sizeOf(content.bytes, i18n.language)
  return (
    <Card icon={<FileText {...icon} />} title={content.name} line={size}>
      {t('message.file')}
    </Card>
  )
}

/** A menu that the fan can tap in WeChat; here it is only shown. */
export function MenuCard({ content }: { content: Of<'menu'> }) {
  const { t } = useThreadContext()
  return (
    <Card icon={<ListTree {...icon} />} title={<RichText text={content.head || t('message.menu')} />} line="">
      <ol className={styles.menu}>
        {content.items.map((item) => (
          <li key={item.id}>
            <RichText text={item.content} />
          </li>
        ))}
      </ol>
      {content.tail === '' ? null : <RichText text={content.tail} />}
    </Card>
  )
}

interface CardProps {
  icon: ReactNode
  title: ReactNode
  line: string
  children: ReactNode
}

function Card({ icon: mark, title, line, children }: CardProps) {
  return (
    <div className={styles.card}>
      <span className={styles.icon}>{mark}</span>
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {line === '' ? null : <div className={styles.line}>{line}</div>}
        <div className={styles.foot}>{children}</div>
      </div>
    </div>
  )
}

function sizeOf(bytes: number, language: string): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB']
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} ${unit}`
}
