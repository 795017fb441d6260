import { Bell, BellOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { usePreference } from '../../ui/preferences.ts'
import styles from './SoundButton.module.css'

export interface SoundButtonProps {
  /** The browser lets no sound out before a click. */
  blocked: boolean
  onUnblock: () => void
}

export function SoundButton({ blocked, onUnblock }: SoundButtonProps) {
  const { t } = useTranslation('shell')
  const [sound, setSound] = usePreference('sound')
  if (blocked && sound === 'on') {
    return (
      <Button size="small" className={styles.blocked} onClick={onUnblock}>
        <BellOff size={16} strokeWidth={1.75} aria-hidden="true" />
        {t('sound.blocked')}
      </Button>
    )
  }
  const on = sound === 'on'
  const Icon = on ? Bell : BellOff
  return (
    <IconButton label={t(on ? 'sound.on' : 'sound.off')} onClick={() => setSound(on ? 'off' : 'on')}>
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  )
}
