import type { ConversationRow } from '@duokefu/contract'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { customerName } from '../words/customer-name.ts'
import styles from './DismissDialog.module.css'

export interface DismissDialogProps {
  row: ConversationRow
  open: boolean
  onOpenChange: (open: boolean) => void
  onDismissed: () => void
}

/** 移出等待: nobody will answer this customer, so it wants a reason that others can read later. */
export function DismissDialog({ row, open, onOpenChange, onDismissed }: DismissDialogProps) {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const errorText = useErrorText()
  const [reason, setReason] = useState('')
  const [failed, setFailed] = useState<string | null>(null)
  const form = useId()

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    try {
      await store.send(row.openid, { type: 'close', session: null, held: 'cancel', reason: reason.trim() })
      onOpenChange(false)
      onDismissed()
    } catch (thrown) {
      setFailed(errorText(asApiError(thrown)))
    }
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('header.dismissTitle', { name: customerName(row) })}
      actions={
        <>
          <Button variant="quiet" onClick={() => onOpenChange(false)}>
            {t('end.back')}
          </Button>
          <Button variant="danger" type="submit" form={form} disabled={reason.trim() === ''}>
            {t('header.dismiss')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void handleSubmit(event)}>
        <label className={styles.label}>
          {t('header.dismissReason')}
          <input
            className={styles.field}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        {failed === null ? null : (
          <p className={styles.failed} role="alert">
            {failed}
          </p>
        )}
      </form>
    </Dialog>
  )
}
