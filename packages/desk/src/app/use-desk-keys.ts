import { useTranslation } from 'react-i18next'
import { type ListTab, listTabs } from '../features/conversations/list-order.ts'
import { useLongestWaiting } from '../features/conversations/longest-waiting.ts'
import { useDeskStore } from '../realtime/hooks.ts'
import { nextUnanswered } from '../realtime/next-unanswered.ts'
import { useShortcut } from '../ui/shortcuts.ts'
import { toast } from '../ui/toast.ts'

export interface DeskKeysOptions {
  tab: ListTab
  openid: string | null
  /** The rows as they stand on the screen. */
  order: readonly string[]
  open: (openid: string | null, tab: ListTab) => void
  accept: (openid: string) => void
  focusComposer: () => void
}

/** The keys of §7 that walk through the lists. */
export function useDeskKeys({ tab, openid, order, open, accept, focusComposer }: DeskKeysOptions): void {
  const { t } = useTranslation('shell')
  const store = useDeskStore()
  const longest = useLongestWaiting()

  useShortcut({ code: 'KeyN', alt: true }, () => {
    const { desk } = store.getSnapshot()
    const next = desk === null ? null : nextUnanswered(desk, openid)
    if (next === null) toast.show({ text: t('answered') })
    else open(next, 'serving')
  })

  useShortcut({ code: 'ArrowUp', alt: true }, () => walk(-1))
  useShortcut({ code: 'ArrowDown', alt: true }, () => walk(1))
  function walk(step: 1 | -1): void {
    const at = openid === null ? -1 : order.indexOf(openid)
    const next = at < 0 ? order[step > 0 ? 0 : order.length - 1] : order[at + step]
    if (next !== undefined) open(next, tab)
  }

  useShortcut({ code: 'KeyJ', alt: true }, () => {
    const row = openid === null ? undefined : store.getSnapshot().desk?.conversations.get(openid)
    const target = row?.state === 'waiting' ? row.openid : longest
    if (target !== null) accept(target)
  })

  useShortcut({ code: 'Digit1', alt: true }, () => openTab(0))
  useShortcut({ code: 'Digit2', alt: true }, () => openTab(1))
  useShortcut({ code: 'Digit3', alt: true }, () => openTab(2))
  function openTab(index: number): void {
    const list = listTabs[index]
    if (list !== undefined) open(null, list)
  }

  useShortcut({ code: 'Escape' }, () => {
    // Open dialogs, menus and popovers close themselves, and give the focus back.
    if (openid === null || document.querySelector('[role="dialog"], [role="menu"], [role="alertdialog"]'))
      return false
    focusComposer()
    return true
  })
}
