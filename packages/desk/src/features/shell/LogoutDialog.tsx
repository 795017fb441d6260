import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/toast.ts'

export interface LogoutDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** How many customers are still with this agent. */
  serving: number
  /** 留给我并退出. */
  onKeep: () => void
  /** 放回队列并退出; resolves when they are back, throws what failed. */
  onRelease: () => Promise<void>
}

/** Asked only while customers are being served: what becomes of them. */
export function LogoutDialog({ open, onOpenChange, serving, onKeep, onRelease }: LogoutDialogProps) {
  const { t } = useTranslation('shell')
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)

  async function release(): Promise<void> {
    setBusy(true)
    try {
      await onRelease()
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
      setBusy(false)
    }
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('logout.title')}
      description={t('logout.serving', { total: serving })}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('logout.cancel')}</Button>
          <Button disabled={busy} onClick={onKeep}>
            {t('logout.keep')}
          </Button>
          <Button variant="primary" disabled={busy} onClick={() => void release()}>
            {t('logout.release')}
          </Button>
        </>
      }
    />
  )
}
