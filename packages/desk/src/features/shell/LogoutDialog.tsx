import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

export interface LogoutDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** How many customers are still with this agent. */
  serving: number
  onLogout: () => void
}

/** Asked only while customers are being served: what becomes of them. */
export function LogoutDialog({ open, onOpenChange, serving, onLogout }: LogoutDialogProps) {
  const { t } = useTranslation('shell')
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('logout.title')}
      description={t('logout.serving', { total: serving })}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('logout.cancel')}</Button>
          <Button variant="primary" onClick={onLogout}>
            {t('logout.confirm')}
          </Button>
        </>
      }
    />
  )
}
