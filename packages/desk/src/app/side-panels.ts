import { type ComponentType, lazy } from 'react'
import { CustomerPanel } from '../features/customer/CustomerPanel.tsx'

/** What a tab of the side panel is given: one customer. */
export interface SidePanelProps {
  openid: string
}

export type SideTab = 'customer' | 'replies' | 'records'

const RepliesPanel = lazy(async () => {
  const { RepliesPanel: Panel, replyWords } = await import('../features/replies/part.ts')
  await replyWords
  return { default: Panel }
})

const RecordsPanel = lazy(async () => {
  const { RecordsPanel: Panel, recordWords } = await import('../features/records/part.ts')
  await recordWords
  return { default: Panel }
})

/** The tabs beside the conversation, in their order; Alt+Shift+1 2 3 by it. Rarely opened ones are fetched when opened. */
export const sidePanels: readonly { readonly tab: SideTab; readonly Panel: ComponentType<SidePanelProps> }[] =
  [
    { tab: 'customer', Panel: CustomerPanel },
    { tab: 'replies', Panel: RepliesPanel },
    { tab: 'records', Panel: RecordsPanel },
  ]

/** The tab that `panel` of the address names; null = closed. `byDefault` where it says nothing. */
export function sideTabOf(panel: string | null, byDefault: SideTab | null): SideTab | null {
  if (panel === 'closed') return null
  return sidePanels.find(({ tab }) => tab === panel)?.tab ?? byDefault
}
