import { type MenuEntry, type MenuProblem, menuLimits, nameWidth, type Rule } from '@duokefu/contract'
import { Button, Input, type InputRef } from 'antd'
import { ArrowLeft, ArrowRight, Trash2 } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/Form.tsx'
import { phone, useMedia } from '../../ui/use-media.ts'
import { ActForm } from './ActForm.tsx'
import styles from './MenuPage.module.css'
import type { MenuPlace } from './menu-places.ts'

export interface EntryFormProps {
  place: MenuPlace
  entry: { readonly name: string; readonly act: MenuEntry['act'] | null }
  /** Fields that WeChat would refuse, once that shall be said. */
  wrong: ReadonlySet<MenuProblem['field'] | 'action'>
  actionOf: (key: string) => Rule['action'] | null
  otherRulesOf: (key: string) => readonly string[]
  onChange: (part: Partial<MenuEntry>) => void
  onAction: (key: string, action: Rule['action'] | null) => void
  onMoveBy: (by: -1 | 1) => void
  onRemove: () => void
}

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

/** A button of the bar, or an entry of its list: its name, and what a tap on it does. */
export function EntryForm(props: EntryFormProps) {
  const { place, entry, wrong, actionOf, otherRulesOf, onChange, onAction, onMoveBy, onRemove } = props
  const { t } = useTranslation('admin-menu')
  const id = useId()
  const small = useMedia(phone)
  const name = useRef<InputRef>(null)
  const isEntry = place.entry !== null
  const bytes = isEntry ? menuLimits.entryNameBytes : menuLimits.buttonNameBytes
  const width = isEntry ? menuLimits.entryNameWidth : menuLimits.buttonNameWidth
  const isNew = entry.name === ''

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was just added is named next; not what is being emptied
  useEffect(() => {
    // On a phone a focused field raises the keyboard over the menu.
    if (isNew && !small) name.current?.focus()
  }, [place.button, place.entry])

  return (
    <section className={styles.form} aria-label={t(isEntry ? 'entry' : 'button', { name: entry.name })}>
      <header className={styles.head}>
        <h2 className={styles.heading}>{t(isEntry ? 'entryTitle' : 'buttonTitle')}</h2>
        <Button
          type="text"
          icon={<ArrowLeft {...icon} className={isEntry ? (styles.upright ?? '') : ''} />}
          aria-label={t('moveBack')}
          title={t('moveBack')}
          onClick={() => onMoveBy(-1)}
        />
        <Button
          type="text"
          icon={<ArrowRight {...icon} className={isEntry ? (styles.upright ?? '') : ''} />}
          aria-label={t('moveOn')}
          title={t('moveOn')}
          onClick={() => onMoveBy(1)}
        />
        <Button type="text" icon={<Trash2 {...icon} />} onClick={onRemove}>
          {t('remove')}
        </Button>
      </header>
      <Field
        label={t('name')}
        htmlFor={`${id}-name`}
        help={t(isEntry ? 'entryNameHelp' : 'buttonNameHelp')}
        error={wrong.has('name') ? t('nameWrong', { bytes }) : null}
        errorId={`${id}-name-error`}
      >
        <Input
          id={`${id}-name`}
          ref={name}
          value={entry.name}
          maxLength={60}
          autoComplete="off"
          status={wrong.has('name') ? 'error' : ''}
          aria-describedby={`${id}-name-error`}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        {nameWidth(entry.name) > width ? (
          <p className={styles.warn} role="status">
            {t(isEntry ? 'entryNameWide' : 'buttonNameWide')}
          </p>
        ) : null}
      </Field>
      {entry.act === null ? (
        <p className={styles.help}>{t('opensList')}</p>
      ) : (
        <ActForm
          // A key that is being typed belongs to this place alone.
          key={`${place.button}.${place.entry}`}
          act={entry.act}
          wrong={wrong}
          actionOf={actionOf}
          otherRulesOf={otherRulesOf}
          onChange={(act) => onChange({ act })}
          onAction={onAction}
        />
      )}
    </section>
  )
}
