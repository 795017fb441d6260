import type { ConversationRow } from '@duokefu/contract'
import { cloneElement, lazy, type ReactElement, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useAgents, useDesk, useDeskStore } from '../../../realtime/hooks.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Popover } from '../../../ui/Popover.tsx'
import { toast } from '../../../ui/toast.ts'
import { phone, useMedia } from '../../../ui/use-media.ts'
import { customerName } from '../words/customer-name.ts'
import type { TransferTo } from './TransferForm.tsx'

// Fetched with the first transfer.
const TransferForm = lazy(async () => ({ default: (await import('./TransferForm.tsx')).TransferForm }))

export interface TransferPopoverProps {
  row: ConversationRow
  open: boolean
  onOpenChange: (open: boolean) => void
  onTransferred: (openid: string) => void
  onRegained: (openid: string) => void
  /** Another button than that of the header. */
  trigger?: ReactElement<{ onClick?: () => void }>
}

/** How long a transfer can be taken back (L14); the toast stays for a part of it, the preview for all. */
const toastMs = 10_000

/** 转接 with what is behind it; afterwards 「已转给小吴 · 收回」. */
export function TransferPopover(props: TransferPopoverProps) {
  const { row, open, onOpenChange, onTransferred, onRegained } = props
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const agents = useAgents()
  const groups = useDesk((desk) => desk.groups)
  const small = useMedia(phone)
  const errorText = useErrorText()
  const { openid, session } = row
  const title = t('transfer.title', { name: customerName(row) })
  const trigger = props.trigger ?? (
    <Button aria-keyshortcuts="Alt+T" title="Alt+T">
      {t('header.transfer')}
    </Button>
  )

  async function takeBack() {
    try {
      await store.send(openid, { type: 'take_back' })
      toast.show({ text: t('transfer.takenBack') })
      onRegained(openid)
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    }
  }

  async function handleTransfer(to: TransferTo, note: string) {
    await store.send(openid, { type: 'transfer', session, to, note: note.trim() === '' ? null : note.trim() })
    onOpenChange(false)
    toast.show({
      text: to.kind === 'everybody' ? t('transfer.doneEverybody') : t('transfer.done', { name: nameOf(to) }),
      showMs: toastMs,
      action: { text: t('transfer.takeBack'), run: () => void takeBack() },
    })
    onTransferred(openid)
  }

  function nameOf(to: Exclude<TransferTo, { kind: 'everybody' }>): string {
    if (to.kind === 'agent') return agents.get(to.agent)?.name ?? t('sender.unknown')
    return groups.find((group) => group.id === to.group)?.name ?? t('sender.group')
  }

  if (small) {
    return (
      <>
        {cloneElement(trigger, { onClick: () => onOpenChange(true) })}
        <Dialog kind="sheet" title={title} open={open} onOpenChange={onOpenChange}>
          <Suspense fallback={null}>
            <TransferForm servedBy={row.agentId} onTransfer={handleTransfer} />
          </Suspense>
        </Dialog>
      </>
    )
  }
  return (
    <Popover
      label={title}
      title={title}
      width={360}
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
    >
      <Suspense fallback={null}>
        <TransferForm servedBy={row.agentId} onTransfer={handleTransfer} />
      </Suspense>
    </Popover>
  )
}
