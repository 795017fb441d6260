import { X } from 'lucide-react'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/IconButton.tsx'
import { useShortcut } from '../ui/shortcuts.ts'
import { Tabs } from '../ui/Tabs.tsx'
import styles from './SidePanel.module.css'
import { type SideTab, sidePanels } from './side-panels.ts'

export interface SidePanelFrameProps {
  openid: string
  tab: SideTab
  onTab: (tab: SideTab) => void
  /** Set where the panel lies over the conversation and can be closed. */
  onClose: (() => void) | null
}

/** Beside the conversation: who the customer is, what can be answered, what was said before. */
export function SidePanel({ openid, tab, onTab, onClose }: SidePanelFrameProps) {
  const { t } = useTranslation('shell')
  const Panel = sidePanels.find((panel) => panel.tab === tab)?.Panel

  return (
    <aside className={styles.panel} aria-label={t('panel.label')} data-region="panel" tabIndex={-1}>
      <Tabs
        label={t('panel.tabs')}
        value={tab}
        tabs={sidePanels.map((panel) => ({ value: panel.tab, text: t(`panel.${panel.tab}`) }))}
        onChange={onTab}
        tall
        end={
          onClose === null ? null : (
            <IconButton label={t('panel.close')} onClick={onClose}>
              <X size={20} strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          )
        }
      >
        {Panel === undefined ? null : (
          <Suspense fallback={null}>
            <Panel key={openid} openid={openid} />
          </Suspense>
        )}
      </Tabs>
    </aside>
  )
}

/** Alt+Shift+1 2 3 open a tab of the side panel. */
export function useSideKeys(openTab: (tab: SideTab) => void): void {
  const open = (index: number) => {
    const panel = sidePanels[index]
    if (panel !== undefined) openTab(panel.tab)
  }
  useShortcut({ code: 'Digit1', alt: true, shift: true }, () => open(0))
  useShortcut({ code: 'Digit2', alt: true, shift: true }, () => open(1))
  useShortcut({ code: 'Digit3', alt: true, shift: true }, () => open(2))
}
