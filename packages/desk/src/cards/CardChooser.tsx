import type { ReplyCard } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReplies } from '../realtime/replies/reply-book.ts'
import { Button } from '../ui/Button.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './CardChooser.module.css'
import { CardForm } from './CardForm.tsx'
import { CardSummary } from './CardSummary.tsx'
import {
  type CardFields,
  type CardProblems,
  type CardType,
  cardOf,
  cardTypes,
  emptyCard,
} from './card-fields.ts'

export interface CardChooserProps {
  onPick: (card: ReplyCard) => void
}

/** A card of the account's 素材, or one that is written now. */
export function CardChooser({ onPick }: CardChooserProps) {
  const { t } = useTranslation('cards')
  const [type, setType] = useState<CardType>('link')
  const [writing, setWriting] = useState(false)
  const { answer } = useReplies()
  const saved = (answer?.materials ?? []).flatMap(({ id, title, content }) =>
    content.type === type ? [{ id, title, card: content }] : [],
  )
  return (
    <div className={styles.chooser}>
      <div className={styles.kinds}>
        <Segmented
          label={t('kind')}
          value={type}
          options={cardTypes.map((value) => ({ value, text: t(`type.${value}`) }))}
          onChange={(next) => {
            setType(next)
            setWriting(false)
          }}
        />
      </div>
      {writing || (answer !== null && saved.length === 0) ? (
        <NewCard key={type} type={type} onPick={onPick} />
      ) : (
        <>
          <ul className={styles.list}>
            {saved.map(({ id, title, card }) => (
              <li key={id}>
                <button type="button" className={styles.item} onClick={() => onPick(card)}>
                  <CardSummary card={card} title={title} />
                </button>
              </li>
            ))}
          </ul>
          <Button onClick={() => setWriting(true)}>{t(`write.${type}`)}</Button>
        </>
      )}
    </div>
  )
}

function NewCard({ type, onPick }: { type: CardType; onPick: (card: ReplyCard) => void }) {
  const { t } = useTranslation('cards')
  const [fields, setFields] = useState<CardFields>(emptyCard)
  const [problems, setProblems] = useState<CardProblems>({})
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const made = cardOf(type, fields)
        if (made.ok) onPick(made.card)
        else setProblems(made.problems)
      }}
    >
      <CardForm
        type={type}
        fields={fields}
        problems={problems}
        onChange={(part) => setFields((before) => ({ ...before, ...part }))}
      />
      <div className={styles.acts}>
        <Button type="submit" variant="primary">
          {t('attach')}
        </Button>
      </div>
    </form>
  )
}
