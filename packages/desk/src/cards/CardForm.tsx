import { ImagePlus } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../locales/error-text.ts'
import { pictureProblem } from '../media/picture-file.ts'
import { preparePicture } from '../media/prepare-picture.ts'
import { asApiError } from '../realtime/api-error.ts'
import { useDeskStore } from '../realtime/hooks.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Form.tsx'
import { toast } from '../ui/toast.ts'
import styles from './CardForm.module.css'
import type { CardFields, CardProblems, CardType } from './card-fields.ts'

export interface CardFormProps {
  type: CardType
  fields: CardFields
  /** Shown once somebody tried to go on. */
  problems: CardProblems
  onChange: (part: Partial<CardFields>) => void
}

/** The fields of one kind of card. */
export function CardForm(props: CardFormProps) {
  switch (props.type) {
    case 'link':
      return (
        <div className={styles.form}>
          <Line {...props} name="title" max={64} />
          <Line {...props} name="url" max={1024} mode="url" />
          <Line {...props} name="description" max={120} />
          <Line {...props} name="picUrl" max={1024} mode="url" />
        </div>
      )
    case 'menu':
      return (
        <div className={styles.form}>
          <Line {...props} name="head" max={300} />
          <Line {...props} name="items" lines={4} />
          <Line {...props} name="tail" max={300} />
        </div>
      )
    case 'miniprogram':
      return (
        <div className={styles.form}>
          <Line {...props} name="title" max={64} />
          <Line {...props} name="appid" max={18} />
          <Line {...props} name="pagePath" max={1024} />
          <Cover {...props} />
        </div>
      )
  }
}

interface LineProps extends Omit<CardFormProps, 'type'> {
  name: Exclude<keyof CardFields, 'coverKey'>
  max?: number
  mode?: 'text' | 'url'
  lines?: number
}

function Line({ name, max, mode = 'text', lines = 1, fields, problems, onChange }: LineProps) {
  const { t } = useTranslation('cards')
  const id = useId()
  const problem = problems[name]
  const help = t(`help.${name}`, { defaultValue: '' })
  const common = {
    id,
    className: styles.input,
    value: fields[name],
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-help ${id}-error`,
  }
  return (
    <Field
      label={t(`field.${name}`)}
      htmlFor={id}
      {...(help === '' ? {} : { help, helpId: `${id}-help` })}
      error={problem === undefined ? null : t(`problem.${problem}`)}
      errorId={`${id}-error`}
    >
      {lines > 1 ? (
        <textarea {...common} rows={lines} onChange={(event) => onChange({ [name]: event.target.value })} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={mode}
          maxLength={max}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
}

function Cover({ fields, problems, onChange }: CardFormProps) {
  const { t } = useTranslation('cards')
  return (
    <Labelled label={t('field.coverKey')} help={t('help.coverKey')}>
      <PictureInput
        label={t('chooseCover')}
        mediaKey={fields.coverKey}
        onChange={(coverKey) => onChange({ coverKey })}
      />
      {problems.coverKey === undefined ? null : (
        <p className={styles.error} role="alert">
          {t('problem.required')}
        </p>
      )}
    </Labelled>
  )
}

function Labelled({ label, help, children }: { label: string; help: string; children: ReactNode }) {
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{label}</span>
      {children}
      <p className={styles.help}>{help}</p>
    </div>
  )
}

interface PictureInputProps {
  label: string
  mediaKey: string | null
  onChange: (mediaKey: string) => void
}

/** A picture that is uploaded as soon as it is chosen. */
export function PictureInput({ label, mediaKey, onChange }: PictureInputProps) {
  const { t } = useTranslation('cards')
  const { api } = useDeskStore()
  const errorText = useErrorText()
  const file = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)

  async function take(chosen: File): Promise<void> {
    if (pictureProblem(chosen) !== null) {
      toast.show({ text: t('notPicture', { name: chosen.name }), tone: 'alert' })
      return
    }
    setBusy(true)
    try {
      const { blob } = await preparePicture(chosen)
      onChange((await api.upload(blob, chosen.name)).key)
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className={styles.cover}>
      {mediaKey === null ? null : (
        <img className={styles.picture} src={api.mediaUrl(mediaKey, 'small')} alt="" />
      )}
      <Button size="small" disabled={busy} onClick={() => file.current?.click()}>
        <ImagePlus size={16} strokeWidth={1.75} aria-hidden="true" /> {busy ? t('uploading') : label}
      </Button>
      <input
        ref={file}
        type="file"
        hidden
        accept="image/jpeg,image/png,image/gif,image/webp,image/bmp"
        aria-label={label}
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen !== undefined) void take(chosen)
        }}
      />
    </div>
  )
}
