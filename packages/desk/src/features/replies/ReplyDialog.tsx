import type { QuickReply, ReplyGroup, ReplyScope } from '@duokefu/contract'
import { X } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardForm, PictureInput } from '../../cards/CardForm.tsx'
import { type CardProblems, cardTypes } from '../../cards/card-fields.ts'
import { useAgents, useDesk, useDeskStore, useMe } from '../../realtime/hooks.ts'
import { fillVariables, variableNames, variableValues } from '../../realtime/replies/variables.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, Group } from '../../ui/Form.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import styles from './ReplyDialog.module.css'
import { useReplyApi } from './reply-api.ts'
import { bodyOf, formOf, mostPictures, type ReplyForm } from './reply-form.ts'
import { useAct } from './use-act.ts'

export interface ReplyDialogProps {
  scope: ReplyScope
  /** null = a new one. */
  reply: QuickReply | null
  /** What a new one begins with. */
  begin?: Partial<ReplyForm>
  groups: readonly ReplyGroup[]
  groupId: string | null
  timeZone: string
  onClose: () => void
}

/** 新建, 编辑: title, group, text with variables, pictures and a card. */
export function ReplyDialog(props: ReplyDialogProps) {
  const { scope, reply, begin = {}, groups, groupId, timeZone, onClose } = props
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { busy, act } = useAct()
  const [form, setForm] = useState<ReplyForm>(() => ({ ...formOf(reply, groupId), ...begin }))
  const [problems, setProblems] = useState<CardProblems>({})
  const [empty, setEmpty] = useState(false)
  const agentGroups = useDesk((desk) => desk.groups)
  const id = useId()
  const text = useRef<HTMLTextAreaElement>(null)
  const change = (part: Partial<ReplyForm>) => setForm((before) => ({ ...before, ...part }))

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    const made = bodyOf(form)
    if (!made.ok) {
      setEmpty(made.empty)
      setProblems(made.problems)
      return
    }
    const saved = await act(() =>
      reply === null ? api.add(scope, made.body) : api.change(scope, reply.id, made.body),
    )
    if (saved) onClose()
  }

  function handleVariable(name: string) {
    const field = text.current
    if (field === null) return
    const { selectionStart, selectionEnd } = field
    const variable = `{${name}}`
    change({ text: form.text.slice(0, selectionStart) + variable + form.text.slice(selectionEnd) })
    field.focus()
    requestAnimationFrame(() =>
      field.setSelectionRange(selectionStart + variable.length, selectionStart + variable.length),
    )
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t(reply === null ? 'dialog.new' : 'dialog.edit')}
      kind="sheet"
    >
      <form className={styles.form} noValidate onSubmit={(event) => void save(event)}>
        <div className={styles.pair}>
          <Field label={t('dialog.title')} htmlFor={`${id}-title`}>
            <input
              id={`${id}-title`}
              className={styles.input}
              maxLength={50}
              placeholder={t('dialog.titleHint')}
              value={form.title}
              onChange={(event) => change({ title: event.target.value })}
            />
          </Field>
          <Field label={t('dialog.group')} htmlFor={`${id}-group`}>
            <select
              id={`${id}-group`}
              className={styles.input}
              value={form.groupId ?? ''}
              onChange={(event) => change({ groupId: event.target.value || null })}
            >
              <option value="">{t('ungrouped')}</option>
              {groups.map((group) => (
                <option key={group.id} value={group.id}>
                  {group.name}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <Field
          label={t('dialog.text')}
          htmlFor={`${id}-text`}
          error={empty ? t('dialog.empty') : null}
          errorId={`${id}-error`}
        >
          <textarea
            ref={text}
            id={`${id}-text`}
            className={styles.input}
            rows={4}
            maxLength={2000}
            aria-invalid={empty}
            aria-describedby={`${id}-error`}
            value={form.text}
            onChange={(event) => {
              change({ text: event.target.value })
              setEmpty(false)
            }}
          />
          <Variables text={form.text} timeZone={timeZone} onPick={handleVariable} />
        </Field>
        <Pictures keys={form.pictures} onChange={(pictures) => change({ pictures })} />
        <Group label={t('dialog.card')}>
          <Segmented
            label={t('dialog.card')}
            value={form.cardType ?? 'none'}
            options={(['none', ...cardTypes] as const).map((value) => ({ value, text: t(`card.${value}`) }))}
            onChange={(next) => {
              change({ cardType: next === 'none' ? null : next })
              setProblems({})
            }}
          />
          {form.cardType === null ? null : (
            <div className={styles.card}>
              <CardForm
                type={form.cardType}
                fields={form.card}
                problems={problems}
                onChange={(part) => change({ card: { ...form.card, ...part } })}
              />
            </div>
          )}
        </Group>
        {scope === 'team' && agentGroups.length > 0 ? (
          <Field label={t('dialog.audience')} htmlFor={`${id}-audience`} help={t('dialog.audienceHelp')}>
            <select
              id={`${id}-audience`}
              className={styles.input}
              value={form.audience ?? ''}
              onChange={(event) => change({ audience: event.target.value || null })}
            >
              <option value="">{t('everybody')}</option>
              {agentGroups.map((group) => (
                <option key={group.id} value={group.id}>
                  {group.name}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
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

interface VariablesProps {
  text: string
  timeZone: string
  onPick: (name: string) => void
}

/** The variables as buttons, and the text as a customer would read it. */
function Variables({ text, timeZone, onPick }: VariablesProps) {
  const { t } = useTranslation('replies')
  const { clock } = useDeskStore()
  const me = useMe()
  const agentName = useAgents().get(me.agentId)?.name ?? ''
  const values = variableValues({ remark: t('dialog.sample'), agentName, now: clock.now(), timeZone })
  const filled = fillVariables(text, values)
  return (
    <div className={styles.variables}>
      {variableNames.map((name) => (
        <button key={name} type="button" className={styles.variable} onClick={() => onPick(name)}>
          {`{${name}}`}
        </button>
      ))}
      {filled === text ? null : <p className={styles.preview}>{t('dialog.preview', { text: filled })}</p>}
    </div>
  )
}

interface PicturesProps {
  keys: readonly string[]
  onChange: (keys: readonly string[]) => void
}

function Pictures({ keys, onChange }: PicturesProps) {
  const { t } = useTranslation('replies')
  const { api } = useDeskStore()
  return (
    <Group label={t('dialog.pictures')}>
      <div className={styles.pictures}>
        {keys.map((key) => (
          <span key={key} className={styles.picture}>
            <img src={api.mediaUrl(key, 'small')} alt={t('dialog.picture')} />
            <button
              type="button"
              aria-label={t('dialog.removePicture')}
              title={t('dialog.removePicture')}
              onClick={() => onChange(keys.filter((other) => other !== key))}
            >
              <X size={14} strokeWidth={2} aria-hidden="true" />
            </button>
          </span>
        ))}
        {keys.length < mostPictures ? (
          <PictureInput
            label={t('dialog.addPicture')}
            mediaKey={null}
            onChange={(key) => onChange([...keys, key])}
          />
        ) : null}
      </div>
    </Group>
  )
}
