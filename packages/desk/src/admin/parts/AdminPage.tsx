import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Topic } from '../../features/help/topics.ts'
import mark from '../../ui/HelpMark.module.css'
import styles from './AdminPage.module.css'

export interface AdminPageProps {
  title: string
  /** One line under the title: what the page is for. */
  lead?: ReactNode
  /** Topic of 使用说明 that the 「?」 opens in a new tab. */
  help?: Topic
  /** The page's own act, at the right of the title. */
  extra?: ReactNode | undefined
  /** A form: one column of at most 640. Tables and charts take the width. */
  form?: boolean
  children: ReactNode
}

/** Title, help and content of a page of 管理后台. */
export function AdminPage({ title, lead, help, extra, form = false, children }: AdminPageProps) {
  const { t } = useTranslation('admin')
  return (
    <div className={form ? `${styles.page} ${styles.form}` : styles.page}>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1 className={styles.title}>
            {title}
            {help === undefined ? null : (
              <a
                className={`${mark.mark} ${styles.help}`}
                href={`/help/${help}`}
                target="_blank"
                rel="noreferrer"
                aria-label={t('help', { title })}
                title={t('help', { title })}
              >
                <CircleHelp size={16} strokeWidth={1.75} aria-hidden="true" />
              </a>
            )}
          </h1>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        {extra === undefined ? null : <div className={styles.extra}>{extra}</div>}
      </header>
      {children}
    </div>
  )
}

export interface SectionProps {
  title: string
  lead?: ReactNode
  /** What a link within the page names. */
  id?: string
  children: ReactNode
}

/** A part of a page under its own heading. */
export function Section({ title, lead, id, children }: SectionProps) {
  return (
    <section id={id} className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
      {children}
    </section>
  )
}
