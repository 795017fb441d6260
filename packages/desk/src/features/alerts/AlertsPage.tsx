import { Volume2 } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Field, Group, SettingsPage } from '../../ui/Form.tsx'
import { usePreference } from '../../ui/preferences.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import styles from './AlertsPage.module.css'
import { allowNotifications } from './ask-for-notifications.ts'
import { playSound } from './sounds.ts'

/** 提醒与快捷键: what may be heard and shown, and whether keys act. */
export function AlertsPage() {
  const { t } = useTranslation('alerts')
  const [sound, setSound] = usePreference('sound')
  const [shortcuts, setShortcuts] = usePreference('shortcuts')
  return (
    <SettingsPage title={t('title')}>
      <Field help={t('soundHelp')}>
        <Switch checked={sound === 'on'} onChange={(on) => setSound(on ? 'on' : 'off')}>
          {t('sound')}
        </Switch>
      </Field>
      {sound === 'on' ? <Loudness /> : null}
      <NotificationFields />
      <WindowAlarm />
      <Field help={t('shortcutsHelp')}>
        <Switch checked={shortcuts === 'on'} onChange={(on) => setShortcuts(on ? 'on' : 'off')}>
          {t('shortcuts')}
        </Switch>
      </Field>
    </SettingsPage>
  )
}

function Loudness() {
  const { t } = useTranslation('alerts')
  const [volume, setVolume] = usePreference('volume')
  const id = useId()
  return (
    <>
      <Field label={t('volume')} htmlFor={id}>
        <input
          id={id}
          className={styles.range}
          type="range"
          min={10}
          max={100}
          step={10}
          value={volume}
          onChange={(event) => setVolume(event.target.value)}
        />
      </Field>
      <Group label={t('try')}>
        <div className={styles.sounds}>
          {(['queue', 'message', 'transfer', 'window'] as const).map((kind) => (
            <Button key={kind} onClick={() => playSound(kind, Number(volume) / 100)}>
              <Volume2 size={16} strokeWidth={1.75} aria-hidden="true" />
              {t(`kinds.${kind}`)}
            </Button>
          ))}
        </div>
      </Group>
    </>
  )
}

/** When the end of WeChat's window is told; the row is marked from then on, too. */
function WindowAlarm() {
  const { t } = useTranslation('alerts')
  const [alarm, setAlarm] = usePreference('windowAlarm')
  return (
    <Field label={t('windowAlarm')} help={t('windowAlarmHelp')}>
      <Segmented
        label={t('windowAlarm')}
        value={alarm}
        options={(['0', '30', '60', '120'] as const).map((value) => ({
          value,
          text: value === '0' ? t('windowAlarmOff') : t('windowAlarmMinutes', { minutes: value }),
        }))}
        onChange={setAlarm}
      />
    </Field>
  )
}

function NotificationFields() {
  const { t } = useTranslation('alerts')
  const [notifications, setNotifications] = usePreference('notifications')
  const [text, setText] = usePreference('notificationText')
  const [denied, setDenied] = useState(false)
  if (typeof Notification === 'undefined') return null
  const on = notifications === 'on' && Notification.permission === 'granted'

  async function handleChange(wanted: boolean): Promise<void> {
    if (wanted) setDenied(!(await allowNotifications()))
    else setNotifications('off')
  }

  return (
    <>
      <Field help={t('notificationsHelp')} error={denied ? t('denied') : null}>
        <Switch checked={on} onChange={(wanted) => void handleChange(wanted)}>
          {t('notifications')}
        </Switch>
      </Field>
      {on ? (
        <Field>
          <Switch checked={text === 'hidden'} onChange={(hide) => setText(hide ? 'hidden' : 'shown')}>
            {t('hide')}
          </Switch>
        </Field>
      ) : null}
    </>
  )
}
