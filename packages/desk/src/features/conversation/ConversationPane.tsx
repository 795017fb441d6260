import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore, useRow, useThread } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Conversation } from './Conversation.tsx'
import styles from './ConversationPane.module.css'
import { ThreadSkeleton } from './messages/ThreadSkeleton.tsx'

export interface ConversationPaneProps {
  openid: string
  /** Changes when the composer, or 接入, should take the focus. */
  focusRequest: number
  /** On a phone: back to the list. */
  onBack: (() => void) | null
  onAccept: (openid: string) => void
  onReopen: (openid: string) => void
  /** This agent has ended or handed over the conversation. */
  onEnded: (openid: string) => void
  /** 「撤销」 or 「收回」 was in time: this agent serves the customer again. */
  onRegained: (openid: string) => void
  /** The record to show, by its `seq`; null = the newest ones. */
  at: number | null
  onToNewest: () => void
  onShowRecords: () => void
  onLeave: () => void
  panelOpen: boolean
  onTogglePanel: () => void
}

/** The column between the lists and the side panel: one customer, live for as long as it is there. */
export function ConversationPane(props: ConversationPaneProps) {
  const { openid, at } = props
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const row = useRow(openid)
  const { load } = useThread(openid)

  useEffect(() => store.openThread(openid, at), [store, openid, at])
  useEffect(() => () => store.closeThread(openid), [store, openid])

  if (row !== undefined) return <Conversation key={openid} {...props} row={row} />
  if (load.newest !== 'failed') {
    return (
      <main className={styles.pane}>
        <ThreadSkeleton header />
      </main>
    )
  }
  return (
    <main className={styles.gone}>
      <p>{t(load.error === 'not_found' ? 'gone' : 'thread.failed')}</p>
      {load.error === 'not_found' ? null : (
        <Button onClick={() => store.openThread(openid)}>{t('thread.retry')}</Button>
      )}
    </main>
  )
}
