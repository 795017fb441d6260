import type { SessionAnswer } from '@duokefu/contract'
import { ChevronDown, Search, Settings } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useDesk, useMe } from '../../realtime/hooks.ts'
import { useWaitingCounts } from '../../realtime/use-waiting-counts.ts'
import { Menu, MenuChoice } from '../../ui/Menu.tsx'
import { SoundButton } from './SoundButton.tsx'
import { StatusMenu } from './StatusMenu.tsx'
import styles from './TopBar.module.css'

export interface TopBarProps {
  accounts: SessionAnswer['accounts']
  soundBlocked: boolean
  onUnblockSound: () => void
  onFind: () => void
  onShortcuts: () => void
  onLogout: () => void
}

/** Whose desk this is, today's figures, sound, settings, oneself. */
export function TopBar({
  accounts,
  soundBlocked,
  onUnblockSound,
  onFind,
  onShortcuts,
  onLogout,
}: TopBarProps) {
  const { t } = useTranslation('shell')
  const account = useDesk((desk) => desk.account)
  const { today } = useMe()
  return (
    <header className={styles.bar}>
      <span className={styles.product}>{t('product')}</span>
      <AccountName id={account.id} name={account.name} accounts={accounts} />
      <button type="button" className={styles.find} aria-keyshortcuts="Control+K" onClick={onFind}>
        <Search size={16} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.findWords}>{t('find')}</span>
        <kbd className={styles.key}>Ctrl K</kbd>
      </button>
      <span className={styles.space} />
      <Link
        className={styles.today}
        to={`/desk/${account.id}/me/today`}
        aria-label={t('todayLabel', { ...today })}
      >
        {t('today', { ...today })}
      </Link>
      <SoundButton blocked={soundBlocked} onUnblock={onUnblockSound} />
      <Link className={styles.settings} to={`/desk/${account.id}/me/today`}>
        <Settings size={20} strokeWidth={1.75} aria-hidden="true" />
        {t('nav.settings')}
      </Link>
      <StatusMenu onShortcuts={onShortcuts} onLogout={onLogout} />
    </header>
  )
}

interface AccountNameProps {
  id: string
  name: string
  accounts: SessionAnswer['accounts']
}

function AccountName({ id, name, accounts }: AccountNameProps) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const waiting = useWaitingCounts(open)
  if (accounts.length < 2) return <h1 className={styles.account}>{name}</h1>
  return (
    <Menu
      align="start"
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={styles.account}>
          {name}
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice
        label={t('account.label')}
        value={id}
        options={accounts.map((account) => ({
          value: account.id,
          text: <AccountChoice name={account.name} waiting={waiting[account.id] ?? 0} />,
        }))}
        onChange={(chosen) => void navigate(`/desk/${chosen}`)}
      />
    </Menu>
  )
}

function AccountChoice({ name, waiting }: { name: string; waiting: number }) {
  const { t } = useTranslation('shell')
  return (
    <span className={styles.choice}>
      {name}
      {waiting === 0 ? null : (
        <span className={styles.waiting}>{t('account.waiting', { total: waiting })}</span>
      )}
    </span>
  )
}
