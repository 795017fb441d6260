import type { ConversationRow } from '@duokefu/contract'
import { ChevronLeft, Ellipsis, History, MailOpen, PanelRight, Pin, PinOff, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore, useMe } from '../../../realtime/hooks.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../../ui/Menu.tsx'
import { useShortcut } from '../../../ui/shortcuts.ts'
import { toast } from '../../../ui/toast.ts'
import { customerName } from '../words/customer-name.ts'
import styles from './ConversationHeader.module.css'
import { DismissDialog } from './DismissDialog.tsx'
import { EndDialog } from './EndDialog.tsx'
import { RemarkName } from './RemarkName.tsx'
import { StatusLine } from './StatusLine.tsx'
import { TransferPopover } from './TransferPopover.tsx'
import { useEndConversation } from './use-end-conversation.ts'

export interface ConversationHeaderProps {
  row: ConversationRow
  /** Something is typed or attached: ending asks first. */
  hasDraft: boolean
  panelOpen: boolean
  onTogglePanel: () => void
  onBack: (() => void) | null
  onEnded: (openid: string) => void
  onRegained: (openid: string) => void
  /** 记录 in the side panel. */
  onShowRecords: () => void
  /** Away from this conversation, to no other. */
  onLeave: () => void
}

const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Whom the agent talks to, who serves and until when; at the right 转接 and, last, 结束会话. */
export function ConversationHeader(props: ConversationHeaderProps) {
  const { row, hasDraft, panelOpen, onTogglePanel, onBack, onEnded, onRegained, onShowRecords, onLeave } =
    props
  const { t } = useTranslation('conversation')
  const me = useMe()
  const name = customerName(row)
  const mine = row.state === 'serving' && row.agentId === me.agentId
  const mayTransfer = mine || (row.state !== 'none' && me.role !== 'agent')
  const [transferring, setTransferring] = useState(false)
  const [dismissing, setDismissing] = useState(false)
  const ending = useEndConversation(row, { hasDraft, onEnded, onRegained })

  useShortcut(
    { code: 'KeyX', alt: true },
    () => {
      ending.end()
      return true
    },
    mine,
    t('header.end'),
  )
  useShortcut(
    { code: 'KeyT', alt: true },
    () => {
      setTransferring(true)
      return true
    },
    mayTransfer,
    t('header.transfer'),
  )

  return (
    <header className={styles.header} data-region="header">
      {onBack === null ? null : (
        <IconButton label={t('header.back')} onClick={onBack} className={styles.back}>
          <ChevronLeft {...icon} />
        </IconButton>
      )}
      <span className={styles.avatar}>
        <Avatar name={name} hue={row.hue} size={32} />
      </span>
      <div className={styles.who}>
        <RemarkName row={row} />
        <StatusLine row={row} />
      </div>
      <div className={styles.acts}>
        <Menu
          trigger={
            <IconButton label={t('header.more')}>
              <Ellipsis {...icon} />
            </IconButton>
          }
        >
          <MenuItem icon={<PanelRight size={16} strokeWidth={1.75} />} onSelect={onTogglePanel}>
            {t(panelOpen ? 'header.hideCustomer' : 'header.customer')}
          </MenuItem>
          <MenuItem icon={<History size={16} strokeWidth={1.75} />} onSelect={onShowRecords}>
            {t('header.records')}
          </MenuItem>
          {mine ? <MarkItems row={row} onLeave={onLeave} /> : null}
          {row.state === 'waiting' ? (
            <MenuItem
              danger
              icon={<UserRoundX size={16} strokeWidth={1.75} />}
              onSelect={() => setDismissing(true)}
            >
              {t('header.dismiss')}
            </MenuItem>
          ) : null}
        </Menu>
        {mayTransfer ? (
          <TransferPopover
            row={row}
            open={transferring}
            onOpenChange={setTransferring}
            onTransferred={onEnded}
            onRegained={onRegained}
          />
        ) : null}
        {mine ? (
          <Button onClick={ending.end} aria-keyshortcuts="Alt+X" title="Alt+X">
            <span className={styles.long}>{t('header.end')}</span>
            <span className={styles.short} aria-hidden="true">
              {t('header.endShort')}
            </span>
          </Button>
        ) : null}
      </div>
      <EndDialog name={name} question={ending.question} onAnswer={ending.answer} />
      <DismissDialog
        row={row}
        open={dismissing}
        onOpenChange={setDismissing}
        onDismissed={() => onEnded(row.openid)}
      />
    </header>
  )
}

/** 标为未读 and 置顶: for whoever serves, in their own list. */
function MarkItems({ row, onLeave }: { row: ConversationRow; onLeave: () => void }) {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const errorText = useErrorText()

  async function send(command: { type: 'mark_unread' } | { type: 'pin'; on: boolean }): Promise<void> {
    try {
      await store.send(row.openid, command)
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    }
  }

  function handleUnread(): void {
    // Left first: what is on the screen counts as read.
    onLeave()
    void send({ type: 'mark_unread' })
  }

  return (
    <>
      <MenuItem icon={<MailOpen size={16} strokeWidth={1.75} />} onSelect={handleUnread}>
        {t('header.markUnread')}
      </MenuItem>
      <MenuItem
        icon={row.pinned ? <PinOff size={16} strokeWidth={1.75} /> : <Pin size={16} strokeWidth={1.75} />}
        onSelect={() => void send({ type: 'pin', on: !row.pinned })}
      >
        {t(row.pinned ? 'header.unpin' : 'header.pin')}
      </MenuItem>
    </>
  )
}
