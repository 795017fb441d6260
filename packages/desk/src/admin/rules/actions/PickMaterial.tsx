import type { RepliesAnswer, RuleReply } from '@duokefu/contract'
import { Button, Input, Modal } from 'antd'
import { LibraryBig } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReplies } from '../../../realtime/replies/reply-book.ts'
import styles from './Material.module.css'
import { MaterialPreview } from './MaterialPreview.tsx'

export type Picked = RuleReply | { readonly type: 'text'; readonly text: string }

export interface PickMaterialProps {
  kind: 'text' | 'image' | 'link'
  onPick: (picked: Picked) => void
}

/** What the account has already: its 素材 and the team's quick replies. A rule keeps a copy. */
export function PickMaterial({ kind, onPick }: PickMaterialProps) {
  const { t } = useTranslation('admin-rules')
  const { t: tAdmin } = useTranslation('admin')
  const { answer } = useReplies()
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const all = answer === null ? [] : candidates(answer, kind)
  const shown = all.filter(({ title, picked }) => `${title} ${textOf(picked)}`.includes(words.trim()))
  return (
    <>
      <Button
        icon={<LibraryBig size={16} strokeWidth={1.75} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('pick.act')}
      </Button>
      <Modal open={open} title={t('pick.title')} footer={null} onCancel={() => setOpen(false)}>
        {all.length === 0 ? (
          <p className={styles.none}>{t(`pick.none.${kind}`)}</p>
        ) : (
          <>
            <Input.Search
              value={words}
              aria-label={t('pick.search')}
              placeholder={t('pick.search')}
              onChange={(event) => setWords(event.target.value)}
            />
            <ul className={styles.list}>
              {shown.map(({ id, title, picked }) => (
                <li key={id}>
                  <button
                    type="button"
                    className={styles.item}
                    onClick={() => {
                      onPick(picked)
                      setOpen(false)
                    }}
                  >
                    {title === '' ? null : <span className={styles.itemTitle}>{title}</span>}
                    {picked.type === 'text' ? (
                      <span className={styles.text}>{picked.text}</span>
                    ) : (
                      <MaterialPreview reply={picked} />
                    )}
                  </button>
                </li>
              ))}
            </ul>
            {shown.length === 0 ? <p className={styles.none}>{tAdmin('nothingFound')}</p> : null}
          </>
        )}
      </Modal>
    </>
  )
}

interface Candidate {
  readonly id: string
  readonly title: string
  readonly picked: Picked
}

/** Variables are an agent's: a text with them would be sent as it stands. */
function candidates(
  { materials, replies }: RepliesAnswer,
  kind: PickMaterialProps['kind'],
): readonly Candidate[] {
  const ofMaterials = materials.flatMap(({ id, title, content }): Candidate[] =>
    content.type === kind && (content.type === 'text' || content.type === 'link')
      ? [{ id: `m${id}`, title: title === '' && content.type === 'link' ? '' : title, picked: content }]
      : [],
  )
  const ofTeam = replies
    .filter(({ scope }) => scope === 'team')
    .flatMap(({ id, title, text, pictures, card }): Candidate[] => {
      if (kind === 'text')
        return text === '' || text.includes('{')
          ? []
          : [{ id: `r${id}`, title, picked: { type: kind, text } }]
      if (kind === 'link') return card?.type === 'link' ? [{ id: `r${id}`, title, picked: card }] : []
      return pictures.map((mediaKey, index) => ({
        id: `r${id}-${index}`,
        title,
        picked: { type: kind, mediaKey } as const,
      }))
    })
  return [...ofMaterials, ...ofTeam]
}

function textOf(picked: Picked): string {
  if (picked.type === 'text') return picked.text
  return picked.type === 'link' ? `${picked.title} ${picked.description}` : ''
}
