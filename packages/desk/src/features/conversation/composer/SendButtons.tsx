import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/Button.tsx'
import { Menu, MenuChoice } from '../../../ui/Menu.tsx'
import { usePreference } from '../../../ui/preferences.ts'
import { type QuotaState, sendMode } from './quota-state.ts'
import styles from './SendButtons.module.css'

export interface SendButtonsProps {
  narrow: boolean
  note: boolean
  quota: QuotaState
  held: number
  merge: boolean
  disabled: boolean
  onSend: (force?: boolean) => void
}

/** The one green button, named after what it does now; 「仍然发送」 while only our own count says no. */
export function SendButtons({ narrow, note, quota, held, merge, disabled, onSend }: SendButtonsProps) {
  const { t } = useTranslation('conversation')
  const holds = !note && sendMode(quota, held) === 'hold'
  const forcible = holds && held === 0 && 'final' in quota && !quota.final
  const word = note
    ? t('composer.saveNote')
    : holds
      ? t('composer.hold')
      : quota.kind === 'left' && quota.left === 1 && !narrow
        ? t('composer.sendLast')
        : t('composer.send')
  return (
    <>
      {narrow ? null : <SendKeyHint note={note} merge={merge} />}
      <span className={styles.buttons}>
        {forcible ? (
          <Button size="small" variant="quiet" disabled={disabled} onClick={() => onSend(true)}>
            {t('composer.force')}
          </Button>
        ) : null}
        <Button
          variant="primary"
          disabled={disabled}
          aria-keyshortcuts="Alt+S"
          // The keyboard of a phone stays up.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onSend()}
        >
          {word}
        </Button>
      </span>
    </>
  )
}

/** 「Enter 发送 · Shift+Enter 换行」; a click changes which key sends. */
function SendKeyHint({ note, merge }: { note: boolean; merge: boolean }) {
  const { t } = useTranslation('conversation')
  const [sendKey, setSendKey] = usePreference('sendKey')
  const kind = note ? 'hintNote' : 'hint'
  const hint = merge ? 'composer.hintMerge' : `composer.${kind}${sendKey === 'enter' ? 'Enter' : 'CtrlEnter'}`
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button type="button" className={styles.hint}>
          {t(hint)}
        </button>
      }
    >
      <MenuChoice
        label={t('composer.sendKey')}
        value={sendKey}
        options={[
          { value: 'enter', text: t('composer.sendKeyEnter') },
          { value: 'ctrlEnter', text: t('composer.sendKeyCtrlEnter') },
        ]}
        onChange={setSendKey}
      />
    </Menu>
  )
}
