import type { QuickReply } from '@duokefu/contract'
import { Image, Link2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../../realtime/hooks.ts'
import styles from './ReplyPicker.module.css'
import type { ReplyPickerState } from './use-reply-picker.ts'

export interface ReplyPickerProps {
  id: string
  state: ReplyPickerState
  onChoose: (reply: QuickReply) => void
}

/** What `/` found, above the editor, which keeps the focus. */
export function ReplyPicker({ id, state, onChoose }: ReplyPickerProps) {
  const { t } = useTranslation('conversation')
  const list = useRef<HTMLDivElement>(null)
  const { found, active, query, none } = state

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  return (
    <div className={styles.picker}>
      {found.length === 0 ? (
        <p className={styles.empty}>{none ? <AddFirst /> : t('picker.nothing', { query })}</p>
      ) : (
        <>
          {/* The editor has the focus: it says with aria-activedescendant which one is meant. */}
          <div ref={list} id={id} role="listbox" aria-label={t('picker.label')} className={styles.list}>
            {found.map((reply, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are taken in the editor
              <div
                key={reply.id}
                id={optionId(id, index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className={styles.option}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(reply)}
              >
                <Words reply={reply} />
              </div>
            ))}
          </div>
          <p className={styles.keys}>{t('picker.keys')}</p>
        </>
      )}
    </div>
  )
}

export function optionId(id: string, index: number): string {
  return `${id}-${index}`
}

function Words({ reply: { title, text, pictures, card } }: { reply: QuickReply }) {
  const { t } = useTranslation('conversation')
  const count = (text.trim() === '' ? 0 : 1) + pictures.length + (card === null ? 0 : 1)
  return (
    <>
      {title === '' ? null : <span className={styles.title}>{title}</span>}
      <span className={styles.text}>{text === '' ? (card === null ? '' : cardName(card)) : text}</span>
      {pictures.length > 0 ? <Image size={14} strokeWidth={1.75} aria-label={t('message.picture')} /> : null}
      {card === null ? null : (
        <Link2 size={14} strokeWidth={1.75} aria-label={t(`composer.attached.${card.type}`)} />
      )}
      {count > 1 ? <span className={styles.count}>{t('picker.count', { count })}</span> : null}
    </>
  )
}

function cardName(card: NonNullable<QuickReply['card']>): string {
  return card.type === 'menu' ? card.head : card.title
}

function AddFirst() {
  const { t } = useTranslation('conversation')
  const accountId = useDesk((desk) => desk.account.id)
  return (
    <>
      {t('picker.none')}
      {' · '}
      <Link to={`/desk/${accountId}/me/replies`}>{t('picker.add')}</Link>
    </>
  )
}
