import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { ConversationList } from './ConversationList.tsx'
import { EmptyList } from './EmptyList.tsx'
import styles from './ListsColumn.module.css'
import { ListTools } from './ListTools.tsx'
import { countLists, type ListTab, listTabs } from './list-order.ts'
import { RecentEnd } from './RecentEnd.tsx'
import type { ListView } from './use-list-view.ts'

export interface ListsColumnProps {
  view: ListView
  tab: ListTab
  selected: string | null
  accepting: string | null
  /** Address of a conversation in this list. */
  hrefOf: (openid: string) => string
  onTab: (tab: ListTab) => void
  onAccept: (openid: string) => void
}

/** 待接入 · 接待中 · 最近. */
export function ListsColumn({ view, tab, selected, accepting, hrefOf, onTab, onAccept }: ListsColumnProps) {
  const { t } = useTranslation('lists')
  const conversations = useDesk((desk) => desk.conversations)
  const me = useDesk((desk) => desk.me)
  const agents = useDesk((desk) => desk.agents)
  const counts = countLists({ conversations, me, agents })
  const { order } = view.held

  const words: Record<ListTab, ReactNode> = {
    waiting: t('tabCount', { tab: t('tab.waiting'), total: counts.waiting }),
    serving: t('tabCount', { tab: t('tab.serving'), total: counts.serving }),
    recent: t('tab.recent'),
  }

  return (
    <nav className={styles.column} aria-label={t('label')} data-region="list" tabIndex={-1}>
      <Tabs
        label={t('tabs')}
        value={tab}
        tabs={listTabs.map((value) => ({ value, text: words[value] }))}
        onChange={onTab}
      >
        <ListTools tab={tab} view={view} unanswered={counts.unanswered} />
        {order.length === 0 ? (
          <EmptyList tab={tab} view={view} waiting={counts.waiting} onAccept={onAccept} />
        ) : (
          <ConversationList
            key={tab}
            label={t(`rows.${tab}`)}
            tab={tab}
            held={view.held}
            selected={selected}
            accepting={accepting}
            hrefOf={hrefOf}
            onAccept={onAccept}
            onEnd={view.loadMore}
          />
        )}
        {tab === 'recent' ? <RecentEnd /> : null}
      </Tabs>
    </nav>
  )
}
