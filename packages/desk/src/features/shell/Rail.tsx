import {
  ChartNoAxesColumn,
  CircleHelp,
  History,
  MessagesSquare,
  Settings,
  Smartphone,
  UsersRound,
  Wrench,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { Badge } from '../../ui/Badge.tsx'
import styles from './Rail.module.css'

export interface RailProps {
  accountId: string
  /** Mine who are without an answer. */
  unanswered: number
  /** A supervisor sees what the team does. */
  team: boolean
  /** 管理后台 has a page for this role. */
  admin: boolean
  /** The simulated WeChat beside a demo. */
  sandboxUrl: string | null
}

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const

/** The narrow column of places; on a phone the bar at the bottom. */
export function Rail({ accountId, unanswered, team, admin, sandboxUrl }: RailProps) {
  const { t } = useTranslation('shell')
  const { pathname } = useLocation()
  const desk = `/desk/${accountId}`
  const inSettings = pathname.startsWith(`${desk}/me`)
  const inAdmin = pathname.startsWith(`/admin/${accountId}`)
  const inTeam = pathname === `${desk}/team`
  const inSearch = pathname === `${desk}/search`
  const inToday = pathname.startsWith(`${desk}/me/today`)
  return (
    <nav className={styles.rail} aria-label={t('nav.label')} data-region="rail" tabIndex={-1}>
      <Place
        to={desk}
        here={!inSettings && !inAdmin && !inTeam && !inSearch}
        label={unanswered > 0 ? t('nav.deskCount', { total: unanswered }) : undefined}
      >
        <MessagesSquare {...icon} />
        <span>{t('nav.desk')}</span>
        <span className={styles.badge} aria-hidden="true">
          <Badge count={unanswered} label="" />
        </span>
      </Place>
      <Place to={`${desk}/search`} here={inSearch}>
        <History {...icon} />
        <span>{t('nav.search')}</span>
      </Place>
      {team ? (
        <Place to={`${desk}/team`} here={inTeam}>
          <UsersRound {...icon} />
          <span>{t('nav.team')}</span>
        </Place>
      ) : null}
      <Place to={`${desk}/me/today`} here={inToday} wide>
        <ChartNoAxesColumn {...icon} />
        <span>{t('nav.today')}</span>
      </Place>
      <Place to={`${desk}/me/accept`} here={inSettings && !inToday}>
        <Settings {...icon} />
        <span className={styles.onWide}>{t('nav.settings')}</span>
        <span className={styles.onPhone}>{t('nav.me')}</span>
      </Place>
      {admin ? (
        <Place to={`/admin/${accountId}`} here={inAdmin} wide>
          <Wrench {...icon} />
          <span>{t('nav.admin')}</span>
        </Place>
      ) : null}
      <a
        className={`${styles.place} ${styles.last} ${styles.wide}`}
        href="/help"
        target="_blank"
        rel="noreferrer"
      >
        <CircleHelp {...icon} />
        <span>{t('nav.help')}</span>
      </a>
      {sandboxUrl === null ? null : (
        <a className={`${styles.place} ${styles.wide}`} href={sandboxUrl} target="_blank" rel="noreferrer">
          <Smartphone {...icon} />
          <span>{t('nav.sandbox')}</span>
        </a>
      )}
    </nav>
  )
}

interface PlaceProps {
  to: string
  here: boolean
  label?: string | undefined
  /** Not in the bar of a phone: 「我」 leads there. */
  wide?: boolean
  children: ReactNode
}

function Place({ to, here, label, wide = false, children }: PlaceProps) {
  return (
    <Link
      to={to}
      replace
      className={wide ? `${styles.place} ${styles.wide}` : styles.place}
      aria-current={here ? 'page' : undefined}
      aria-label={label}
    >
      {children}
    </Link>
  )
}
