import type { ConversationRow } from '@duokefu/contract'
import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { isComposing } from '../../../ui/shortcuts.ts'
import { toast } from '../../../ui/toast.ts'
import { customerName } from '../words/customer-name.ts'
import styles from './RemarkName.module.css'

/** The customer's name; ✎ edits 备注名 in its place, Enter saves, Esc leaves it as it was. */
export function RemarkName({ row }: { row: ConversationRow }) {
  const { t } = useTranslation('conversation')
  const [editing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const name = customerName(row)

  function handleClose() {
    setEditing(false)
    requestAnimationFrame(() => pencil.current?.focus())
  }

  if (editing) return <RemarkField row={row} onClose={handleClose} />
  return (
    <div className={styles.line}>
      <h2 className={styles.name} title={name}>
        {name}
      </h2>
      <button
        ref={pencil}
        type="button"
        className={styles.edit}
        aria-label={t('header.remark')}
        title={t('header.remark')}
        onClick={() => setEditing(true)}
      >
        <Pencil size={14} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {name === row.alias ? null : <span className={styles.alias}>{row.alias}</span>}
    </div>
  )
}

function RemarkField({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  const store = useDeskStore()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(row.remark ?? '')
  const done = useRef(false)

  useEffect(() => field.current?.select(), [])

  async function save() {
    if (done.current) return
    done.current = true
    const remark = text.trim() === '' ? null : text.trim()
    if (remark !== row.remark) {
      try {
        await store.patchCustomer(row.openid, { remark })
      } catch (thrown) {
        done.current = false
        toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
        return
      }
    }
    onClose()
  }

  function handleKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Enter') void save()
    if (event.key === 'Escape') {
      event.stopPropagation()
      done.current = true
      onClose()
    }
  }

  return (
    <input
      ref={field}
      className={styles.field}
      aria-label={t('header.remarkField')}
      placeholder={row.alias}
      maxLength={60}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={handleKeyDown}
      onBlur={() => void save()}
    />
  )
}
