import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MaterialManager, ReplyManager } from '../../features/replies/part.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { AdminPage } from '../parts/AdminPage.tsx'
import styles from './AdminRepliesPage.module.css'

const tabs = ['team', 'materials'] as const

/** 快捷回复与素材: the team's texts, and what the account has to offer. */
export function AdminRepliesPage() {
  const { t } = useTranslation('replies')
  const [tab, setTab] = useState<(typeof tabs)[number]>('team')
  return (
    <AdminPage title={t('adminPage')} help="materials">
      <Tabs
        label={t('adminPage')}
        value={tab}
        tabs={tabs.map((value) => ({ value, text: t(`adminTab.${value}`) }))}
        onChange={setTab}
      >
        <div className={styles.content}>
          <p className={styles.says}>{t(`adminSays.${tab}`)}</p>
          {tab === 'team' ? <ReplyManager scope="team" /> : <MaterialManager />}
        </div>
      </Tabs>
    </AdminPage>
  )
}
