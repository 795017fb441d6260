import type { Rule } from '@duokefu/contract'
import { Button, Switch } from 'antd'
import { ArrowDown, ArrowUp, GripVertical, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MaterialPreview } from './actions/MaterialPreview.tsx'
import styles from './RuleCard.module.css'
import { useRuleWords } from './rule-words.ts'

export interface RuleCardProps {
  rule: Rule
  place: number
  last: boolean
  hits: number
  /** The dry run says that this one acts. */
  acting: boolean
  dragged: boolean
  onDrag: (id: string | null) => void
  onDrop: () => void
  onMove: (by: -1 | 1) => void
  onSwitch: (enabled: boolean) => void
  onEdit: () => void
  onDelete: () => void
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

/** One rule: 如果 … 就 …. Moved by its grip, by the arrows, or by Alt+↑↓ while it has the focus. */
export function RuleCard(props: RuleCardProps) {
  const { rule, place, last, hits, acting, dragged, onDrag, onDrop, onMove, onSwitch, onEdit, onDelete } =
    props
  const { t } = useTranslation('admin-rules')
  const words = useRuleWords()
  const [over, setOver] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const movedByKey = useRef(false)

  useEffect(() => {
    // A moved element may have lost the focus with its place.
    if (movedByKey.current && place > 0) card.current?.focus()
    movedByKey.current = false
  }, [place])

  function handleKeyDown(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const by = event.key === 'ArrowUp' ? -1 : 1
    if ((by === -1 && place === 1) || (by === 1 && last)) return
    movedByKey.current = true
    onMove(by)
  }

  const state = [
    rule.enabled ? '' : styles.off,
    acting ? styles.acting : '',
    over ? styles.over : '',
    dragged ? styles.dragged : '',
  ]
  return (
    <li
      ref={card}
      className={[styles.card, ...state].join(' ')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the card takes Alt+↑↓, as its label says
      tabIndex={0}
      aria-label={t('card', { place, name: rule.name })}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onKeyDown={handleKeyDown}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onDrop()
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a grip for the mouse; keys and buttons move the card too */}
      <span
        className={styles.grip}
        draggable
        title={t('drag')}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move'
          event.dataTransfer.setData('text/plain', rule.id)
          if (card.current !== null) event.dataTransfer.setDragImage(card.current, 16, 16)
          onDrag(rule.id)
        }}
        onDragEnd={() => onDrag(null)}
      >
        <GripVertical {...icon} />
        <span className={styles.place}>{place}</span>
      </span>
      <div className={styles.body}>
        <p className={styles.name}>
          {rule.name}
          {rule.enabled ? null : <span className={styles.chip}>{t('off')}</span>}
        </p>
        <p className={styles.line}>
          <span className={styles.word}>{t('if')}</span>
          <span>
            {rule.when.length === 0 ? t('anyMessage') : rule.when.map(words.condition).join(t('and'))}
          </span>
        </p>
        <p className={styles.line}>
          <span className={styles.word}>{t('then')}</span>
          <span className={styles.action}>
            {words.action(rule.action)}
            {rule.action.type === 'send' && rule.action.reply.type === 'image' ? (
              <MaterialPreview reply={rule.action.reply} />
            ) : null}
          </span>
        </p>
      </div>
      <div className={styles.acts}>
        <span className={styles.hits}>{t('hits', { total: hits })}</span>
        <Switch
          checked={rule.enabled}
          aria-label={t('switch', { name: rule.name })}
          onChange={(enabled) => onSwitch(enabled)}
        />
        <Button
          type="text"
          icon={<ArrowUp {...icon} />}
          disabled={place === 1}
          aria-label={t('up', { name: rule.name })}
          title={t('upTitle')}
          onClick={() => onMove(-1)}
        />
        <Button
          type="text"
          icon={<ArrowDown {...icon} />}
          disabled={last}
          aria-label={t('down', { name: rule.name })}
          title={t('downTitle')}
          onClick={() => onMove(1)}
        />
        <Button
          type="text"
          icon={<Pencil {...icon} />}
          aria-label={t('edit', { name: rule.name })}
          title={t('editTitle')}
          onClick={onEdit}
        />
        <Button
          type="text"
          icon={<Trash2 {...icon} />}
          aria-label={t('delete', { name: rule.name })}
          title={t('deleteTitle')}
          onClick={onDelete}
        />
      </div>
    </li>
  )
}
