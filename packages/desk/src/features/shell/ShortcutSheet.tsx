import '../../locales/keys-words.ts'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { usePreference } from '../../ui/preferences.ts'
import styles from './ShortcutSheet.module.css'

const rows = [
  ['sendAlways', ['Alt+S']],
  ['next', ['Alt+N']],
  ['rows', ['Alt+↑', 'Alt+↓']],
  ['accept', ['Alt+J']],
  ['tabs', ['Alt+1', 'Alt+2', 'Alt+3']],
  ['sideTabs', ['Alt+Shift+1', '2', '3']],
  ['transfer', ['Alt+T']],
  ['end', ['Alt+X']],
  ['note', ['Alt+M']],
  ['find', ['Ctrl+K']],
  ['escape', ['Esc']],
  ['regions', ['F6', 'Shift+F6']],
  ['sheet', ['Ctrl+/']],
] as const

export interface ShortcutSheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Every key and what it does. */
export function ShortcutSheet({ open, onOpenChange }: ShortcutSheetProps) {
  const { t } = useTranslation('keys')
  const [shortcuts] = usePreference('shortcuts')
  const [sendKey] = usePreference('sendKey')
  const sending = sendKey === 'enter' ? ['Enter', 'Shift+Enter'] : ['Ctrl+Enter', 'Enter']
  const off = shortcuts === 'off' ? { description: t('off') } : {}
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title')}
      {...off}
      actions={<Button onClick={() => onOpenChange(false)}>{t('close')}</Button>}
    >
      <dl className={styles.table}>
        {[['send', sending] as const, ...rows].map(([what, keys]) => (
          <div key={what} className={styles.row}>
            <dt>{t(what)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
