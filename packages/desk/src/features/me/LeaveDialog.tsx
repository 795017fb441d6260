import { useTranslation } from 'react-i18next'
import type { Blocker } from 'react-router'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

/** Leaving with something unsaved: stay, or throw it away. */
export function LeaveDialog({ blocker }: { blocker: Blocker }) {
  const { t } = useTranslation('me')
  const stay = () => blocker.state === 'blocked' && blocker.reset()
  return (
    <Dialog
      open={blocker.state === 'blocked'}
      onOpenChange={stay}
      title={t('accept.leave')}
      actions={
        <>
          <Button variant="danger" onClick={() => blocker.state === 'blocked' && blocker.proceed()}>
            {t('accept.discard')}
          </Button>
          <Button variant="primary" onClick={stay}>
            {t('accept.stay')}
          </Button>
        </>
      }
    />
  )
}
