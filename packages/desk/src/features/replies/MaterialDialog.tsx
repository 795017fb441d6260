import type { Material, MaterialContent } from '@duokefu/contract'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardForm } from '../../cards/CardForm.tsx'
import { type CardProblems, cardOf, cardTypes, emptyCard, fieldsOf } from '../../cards/card-fields.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Form.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import styles from './ReplyDialog.module.css'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'

export interface MaterialDialogProps {
  /** null = a new one. */
  material: Material | null
  onClose: () => void
}

/** A text or a card of the account, written or changed. */
export function MaterialDialog({ material, onClose }: MaterialDialogProps) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { busy, act } = useAct()
  const content = material?.content ?? null
  const [type, setType] = useState<MaterialContent['type']>(content?.type ?? 'text')
  const [title, setTitle] = useState(material?.title ?? '')
  const [text, setText] = useState(content?.type === 'text' ? content.text : '')
  const [fields, setFields] = useState(
    content === null || content.type === 'text' ? emptyCard : fieldsOf(content),
  )
  const [problems, setProblems] = useState<CardProblems>({})
  const [empty, setEmpty] = useState(false)
  const id = useId()

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    const made = contentOf()
    if (made === null) return
    const body = { title: title.trim(), content: made }
    const saved = await act(() =>
      material === null ? api.addMaterials([body]) : api.changeMaterial(material.id, body),
    )
    if (saved) onClose()
  }

  function contentOf(): MaterialContent | null {
    if (type === 'text') {
      setEmpty(text.trim() === '')
      return text.trim() === '' ? null : { type, text: text.trim() }
    }
    const made = cardOf(type, fields)
    if (!made.ok) setProblems(made.problems)
    return made.ok ? made.card : null
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(material === null ? 'material.new' : 'material.edit')}
      kind="sheet"
    >
      <form className={styles.form} noValidate onSubmit={(event) => void save(event)}>
        {material === null ? (
          <Segmented
            label={t('material.kind')}
            value={type}
            options={(['text', ...cardTypes] as const).map((value) => ({
              value,
              text: t(`material.type.${value}`),
            }))}
            onChange={(next) => {
              setType(next)
              setProblems({})
            }}
          />
        ) : null}
        {type === 'text' ? (
          <>
            <Field label={t('dialog.title')} htmlFor={`${id}-title`}>
              <input
                id={`${id}-title`}
                className={styles.input}
                maxLength={50}
                placeholder={t('dialog.titleHint')}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            </Field>
            <Field
              label={t('dialog.text')}
              htmlFor={`${id}-text`}
              error={empty ? t('material.empty') : null}
              errorId={`${id}-error`}
            >
              <textarea
                id={`${id}-text`}
                className={styles.input}
                rows={6}
                maxLength={2000}
                aria-invalid={empty}
                aria-describedby={`${id}-error`}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </Field>
          </>
        ) : (
          <CardForm
            type={type}
            fields={fields}
            problems={problems}
            onChange={(part) => setFields((before) => ({ ...before, ...part }))}
          />
        )}
        <div className={styles.acts}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
