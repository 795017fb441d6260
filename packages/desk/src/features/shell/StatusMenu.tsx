import { BellOff, ChevronDown, Keyboard, LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useAgents, useConnection, useDeskStore, useMe } from '../../realtime/hooks.ts'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { usePreference } from '../../ui/preferences.ts'
import { toast } from '../../ui/toast.ts'
import styles from './StatusMenu.module.css'

export interface StatusMenuProps {
  onShortcuts: () => void
  onLogout: () => void
}

/** At the user's name: 在线 / 离开, language, looks, 退出登录. */
export function StatusMenu({ onShortcuts, onLogout }: StatusMenuProps) {
  const { t } = useTranslation('shell')
  const { agentId, settings } = useMe()
  const name = useAgents().get(agentId)?.name ?? ''
  const connection = useConnection()
  const setStatus = useSetStatus()
  const shown = connection.status === 'online' ? settings.status : 'offline'
  const word = t(`status.${shown}`)
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.trigger}
          aria-label={t('status.label', { name, status: word })}
        >
          <span className={styles.dot} data-status={shown} />
          <span>{word}</span>
          <strong className={styles.name}>{name}</strong>
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice
        label={t('status.title')}
        value={settings.status}
        options={(['online', 'away'] as const).map((value) => ({ value, text: t(`status.${value}`) }))}
        onChange={setStatus}
      />
      <QuietItem />
      <MenuSeparator />
      <LookChoices />
      <MenuSeparator />
      <MenuItem
        icon={<Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />}
        shortcut="Ctrl+/"
        onSelect={onShortcuts}
      >
        {t('status.shortcuts')}
      </MenuItem>
      <MenuItem icon={<LogOut size={16} strokeWidth={1.75} aria-hidden="true" />} onSelect={onLogout}>
        {t('status.logout')}
      </MenuItem>
    </Menu>
  )
}

const hourMs = 60 * 60_000

/** 免打扰 1 小时: no sound and no notification in this browser; customers come as before. */
function QuietItem() {
  const { t } = useTranslation('shell')
  const [quietUntil, setQuietUntil] = usePreference('quietUntil')
  const quiet = Date.now() < Number(quietUntil)
  return (
    <MenuItem
      icon={<BellOff size={16} strokeWidth={1.75} aria-hidden="true" />}
      onSelect={() => setQuietUntil(quiet ? '0' : String(Date.now() + hourMs))}
    >
      {quiet ? t('status.quietEnd', { time: timeOf(Number(quietUntil)) }) : t('status.quiet')}
    </MenuItem>
  )
}

function timeOf(at: number): string {
  const date = new Date(at)
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`
}

function LookChoices() {
  const { t } = useTranslation('shell')
  const [language, setLanguage] = usePreference('language')
  const [theme, setTheme] = usePreference('theme')
  const [density, setDensity] = usePreference('density')
  return (
    <>
      <MenuChoice
        label={t('status.language')}
        value={language}
        options={[
          { value: 'zh-CN', text: '中文' },
          { value: 'en', text: 'English' },
        ]}
        onChange={setLanguage}
      />
      <MenuChoice
        label={t('status.theme')}
        value={theme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({
          value,
          text: t(`status.themes.${value}`),
        }))}
        onChange={setTheme}
      />
      <MenuChoice
        label={t('status.density')}
        value={density}
        options={(['standard', 'compact'] as const).map((value) => ({
          value,
          text: t(`status.densities.${value}`),
        }))}
        onChange={setDensity}
      />
    </>
  )
}

/** Changes one's own status; says so when the server doesn't take it. */
export function useSetStatus(): (status: 'online' | 'away') => void {
  const store = useDeskStore()
  const errorText = useErrorText()
  return (status) => {
    store.patchMe({ status }).catch((thrown: unknown) => {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    })
  }
}
