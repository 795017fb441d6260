import type { Material, QuickReply, RepliesAnswer, ReplyGroup } from '@duokefu/contract'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { CardSummary } from '../../cards/CardSummary.tsx'
import { useDesk, useDeskStore, useMe, useRow } from '../../realtime/hooks.ts'
import { type Insertion, insertIntoComposer } from '../../realtime/replies/composer-port.ts'
import { findReplies, fit } from '../../realtime/replies/rank.ts'
import { PanelPart } from '../../ui/PanelPart.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { narrow, useMedia } from '../../ui/use-media.ts'
import { wordsOf } from './material-words.ts'
import styles from './RepliesPanel.module.css'
import { ReplyLines, ReplyMarks } from './ReplyLines.tsx'
import { WithReplies } from './WithReplies.tsx'

type Part = 'own' | 'team' | 'materials'
const parts: readonly Part[] = ['own', 'team', 'materials']

/** The part shown last, for the next customer. */
let lastPart: Part = 'own'

/** 快捷回复 beside the conversation: a click puts one into the composer. */
export function RepliesPanel({ openid }: { openid: string }) {
  return <WithReplies>{(answer) => <Replies openid={openid} answer={answer} />}</WithReplies>
}

function Replies({ openid, answer }: { openid: string; answer: RepliesAnswer }) {
  const { t } = useTranslation('replies')
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

  const ofPart = answer.replies.filter(({ scope }) => scope === part)
  const groups = answer.groups.filter(({ scope }) => scope === part)
  return (
    <PanelPart
      head={
        <>
          <Segmented
            label={t('parts')}
            value={part}
            options={parts.map((value) => ({ value, text: t(`part.${value}`) }))}
            onChange={(next) => {
              lastPart = next
              setPart(next)
            }}
          />
          <SearchField label={t('search')} value={query} onChange={setQuery} />
          {serving ? null : <p className={styles.note}>{t('onlyServing')}</p>}
        </>
      }
    >
      <div className={styles.lists}>
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
    </PanelPart>
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
  const { id, title, text, pictures, card } = reply
  return (
    <li>
      <button
        type="button"
        className={styles.item}
        disabled={disabled}
        onClick={() => onInsert({ text, pictures, card, replyId: id })}
      >
        <ReplyLines title={title} text={text} />
        <ReplyMarks reply={reply} />
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
              <ReplyLines title={title} text={content.text} />
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
