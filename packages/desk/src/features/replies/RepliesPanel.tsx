import type { Material, QuickReply, ReplyGroup } from '@duokefu/contract'
import { Image, Link2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { CardSummary } from '../../cards/CardSummary.tsx'
import { useDesk, useDeskStore, useMe, useRow } from '../../realtime/hooks.ts'
import { type Insertion, insertIntoComposer } from '../../realtime/replies/composer-port.ts'
import { findReplies, fit } from '../../realtime/replies/rank.ts'
import { useReplies, useReplyBook } from '../../realtime/replies/reply-book.ts'
import { Button } from '../../ui/Button.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { narrow, useMedia } from '../../ui/use-media.ts'
import { wordsOf } from './material-words.ts'
import styles from './RepliesPanel.module.css'

type Part = 'own' | 'team' | 'materials'
const parts: readonly Part[] = ['own', 'team', 'materials']

/** The part shown last, for the next customer. */
let lastPart: Part = 'own'

/** 快捷回复 beside the conversation: a click puts one into the composer. */
export function RepliesPanel({ openid }: { openid: string }) {
  const { t } = useTranslation('replies')
  const book = useReplyBook()
  const { answer, failed } = useReplies()
  const [part, setPart] = useState<Part>(lastPart)
  const [query, setQuery] = useState('')
  const me = useMe()
  const row = useRow(openid)
  const serving = row?.state === 'serving' && row.agentId === me.agentId && row.subscribed
  const drawer = useMedia(narrow)
  const [, setSearch] = useSearchParams()
  const { clock } = useDeskStore()

  function insert(insertion: Insertion): void {
    // What lies over the conversation goes out of the way first: it holds the focus.
    if (drawer) {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before)
          next.delete('panel')
          return next
        },
        { replace: true },
      )
    }
    insertIntoComposer(openid, insertion)
  }

  if (answer === null) {
    return failed ? (
      <p className={styles.state}>
        {t('failed')} <Button onClick={() => void book.refresh()}>{t('retry')}</Button>
      </p>
    ) : null
  }
  const ofPart = answer.replies.filter(({ scope }) => scope === part)
  const groups = answer.groups.filter(({ scope }) => scope === part)
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <Segmented
          label={t('parts')}
          value={part}
          options={parts.map((value) => ({ value, text: t(`part.${value}`) }))}
          onChange={(next) => {
            lastPart = next
            setPart(next)
          }}
        />
        <input
          className={styles.search}
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {serving ? null : <p className={styles.note}>{t('onlyServing')}</p>}
      </div>
      <div className={styles.body}>
        {part === 'materials' ? (
          <Materials materials={answer.materials} query={query} disabled={!serving} onInsert={insert} />
        ) : ofPart.length === 0 ? (
          <Empty part={part} />
        ) : query.trim() !== '' ? (
          <Section name={null}>
            {findReplies(ofPart, query, clock.now()).map((reply) => (
              <Item key={reply.id} reply={reply} disabled={!serving} onInsert={insert} />
            ))}
          </Section>
        ) : (
          sectionsOf(groups, ofPart, groups.length === 0 ? null : t('ungrouped')).map(
            ({ id, name, replies }) => (
              <Section key={id} name={name}>
                {replies.map((reply) => (
                  <Item key={reply.id} reply={reply} disabled={!serving} onInsert={insert} />
                ))}
              </Section>
            ),
          )
        )}
      </div>
    </div>
  )
}

function sectionsOf(groups: readonly ReplyGroup[], replies: readonly QuickReply[], ungrouped: string | null) {
  const known = new Set(groups.map(({ id }) => id))
  return [
    ...groups.map(({ id, name }) => ({
      id,
      name,
      replies: replies.filter(({ groupId }) => groupId === id),
    })),
    {
      id: 'none',
      name: ungrouped,
      replies: replies.filter(({ groupId }) => groupId === null || !known.has(groupId)),
    },
  ].filter((section) => section.replies.length > 0)
}

function Section({ name, children }: { name: string | null; children: ReactNode }) {
  return name === null ? (
    <ul className={styles.items}>{children}</ul>
  ) : (
    <details className={styles.section} open>
      <summary>{name}</summary>
      <ul className={styles.items}>{children}</ul>
    </details>
  )
}

interface ItemProps {
  reply: QuickReply
  disabled: boolean
  onInsert: (insertion: Insertion) => void
}

function Item({ reply, disabled, onInsert }: ItemProps) {
  const { t } = useTranslation('replies')
  const { id, title, text, pictures, card } = reply
  return (
    <li>
      <button
        type="button"
        className={styles.item}
        disabled={disabled}
        onClick={() => onInsert({ text, pictures, card, replyId: id })}
      >
        {title === '' ? null : <span className={styles.title}>{title}</span>}
        {text === '' ? null : <span className={styles.text}>{text}</span>}
        {pictures.length === 0 && card === null ? null : (
          <span className={styles.marks}>
            {pictures.length === 0 ? null : (
              <span>
                <Image size={14} strokeWidth={1.75} aria-hidden="true" />{' '}
                {t('pictures', { count: pictures.length })}
              </span>
            )}
            {card === null ? null : (
              <span>
                <Link2 size={14} strokeWidth={1.75} aria-hidden="true" /> {t(`card.${card.type}`)}
              </span>
            )}
          </span>
        )}
      </button>
    </li>
  )
}

interface MaterialsProps {
  materials: readonly Material[]
  query: string
  disabled: boolean
  onInsert: (insertion: Insertion) => void
}

function Materials({ materials, query, disabled, onInsert }: MaterialsProps) {
  const { t } = useTranslation('replies')
  if (materials.length === 0) return <Empty part="materials" />
  const found = materials.filter(
    ({ title, initials, content }) => fit({ title, initials, text: wordsOf(content) }, query) > 0,
  )
  if (found.length === 0) return <p className={styles.state}>{t('nothingFound')}</p>
  const nothing = { text: '', pictures: [], card: null, replyId: null }
  return (
    <ul className={styles.items}>
      {found.map(({ id, title, content }) => (
        <li key={id}>
          {content.type === 'text' ? (
            <button
              type="button"
              className={styles.item}
              disabled={disabled}
              onClick={() => onInsert({ ...nothing, text: content.text })}
            >
              {title === '' ? null : <span className={styles.title}>{title}</span>}
              <span className={styles.text}>{content.text}</span>
            </button>
          ) : (
            <button
              type="button"
              className={styles.card}
              disabled={disabled}
              onClick={() => onInsert({ ...nothing, card: content })}
            >
              <CardSummary card={content} title={title} />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

function Empty({ part }: { part: Part }) {
  const { t } = useTranslation('replies')
  const accountId = useDesk((desk) => desk.account.id)
  const mayWrite = useDesk((desk) => desk.me.role !== 'agent') || part === 'own'
  const to = part === 'own' ? `/desk/${accountId}/me/replies` : `/admin/${accountId}/replies`
  return (
    <p className={styles.state}>
      {t(part === 'materials' ? 'material.none' : `empty.${part}`)}
      {mayWrite ? <Link to={to}>{t('add')}</Link> : null}
    </p>
  )
}
