import { useTranslation } from 'react-i18next'
import { useConfirm } from './use-confirm.tsx'

/** Closes a drawer; asks first while something would be lost: Esc and a click beside it come too easily for what was typed. */
export function useCarefulClose(unsaved: boolean, onClose: () => void): () => Promise<void> {
  const { t } = useTranslation('admin')
  const confirm = useConfirm()
  return async () => {
    const question = { title: t('unsavedHere'), body: t('unsavedHereHelp'), act: t('discard'), danger: true }
    if (!unsaved || (await confirm(question))) onClose()
  }
}
