import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { EndAnswer, EndQuestion } from './use-end-conversation.ts'

export interface EndDialogProps {
  name: string
  question: EndQuestion | null
  onAnswer: (answer: EndAnswer) => void
}

/** Asked only when something would be left behind: held replies, or a draft. */
export function EndDialog({ name, question, onAnswer }: EndDialogProps) {
  const { t } = useTranslation('conversation')
  const held = question?.held ?? 0
  return (
    <Dialog
      open={question !== null}
      onOpenChange={(open) => (open ? undefined : onAnswer('back'))}
      title={t('end.title', { name })}
      description={
        held > 0 ? t(question?.draft ? 'end.heldAndDraft' : 'end.held', { count: held }) : t('end.draft')
      }
      actions={
        <>
          <Button variant="quiet" onClick={() => onAnswer('back')}>
            {t('end.back')}
          </Button>
          {held > 0 ? (
            <>
              <Button variant="danger" onClick={() => onAnswer('cancel')}>
                {t('end.cancelHeld')}
              </Button>
              <Button variant="primary" onClick={() => onAnswer('keep')}>
                {t('end.keep')}
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={() => onAnswer('end')}>
              {t('end.confirm')}
            </Button>
          )}
        </>
      }
    />
  )
}
