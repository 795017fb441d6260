import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreference } from '../ui/preferences.ts'
import { ResizeHandle } from '../ui/ResizeHandle.tsx'
import { narrow, phone, useMedia } from '../ui/use-media.ts'
import styles from './Columns.module.css'

const PanelDrawer = lazy(async () => ({ default: (await import('./PanelDrawer.tsx')).PanelDrawer }))

const MIN = 260
const MAX = 420

export interface ColumnsProps {
  list: ReactNode
  conversation: ReactNode
  panel: ReactNode
  onClosePanel: () => void
  /** A conversation is chosen: on a phone it is the page. */
  chosen: boolean
}

/** List, conversation and side panel; the panel becomes a drawer, then there is one column (§3, §4). */
export function Columns({ list, conversation, panel, onClosePanel, chosen }: ColumnsProps) {
  const { t } = useTranslation('shell')
  const small = useMedia(phone)
  const drawer = useMedia(narrow)
  const middle = useMedia('(max-width: 1439px)')
  const wide = useMedia('(min-width: 1680px)')
  const [listWidth, setListWidth] = usePreference('listWidth')
  const [panelWidth, setPanelWidth] = usePreference('panelWidth')
  const listSize = listWidth === '' ? (wide ? 340 : middle ? 280 : 312) : Number(listWidth)
  const panelSize = panelWidth === '' ? (wide ? 380 : middle ? 300 : 320) : Number(panelWidth)
  const side =
    panel === null || !drawer ? null : (
      <Suspense fallback={null}>
        <PanelDrawer label={t('panel.label')} onClose={onClosePanel}>
          {panel}
        </PanelDrawer>
      </Suspense>
    )

  if (small) {
    return (
      <div className={styles.single}>
        {chosen ? conversation : list}
        {side}
      </div>
    )
  }
  return (
    <div className={styles.columns}>
      <div className={styles.column} style={{ width: listSize }}>
        {list}
      </div>
      <ResizeHandle
        label={t('resize.list')}
        value={listSize}
        min={MIN}
        max={MAX}
        grows="before"
        onChange={(value) => setListWidth(String(value))}
      />
      <div className={styles.middle}>{conversation}</div>
      {panel === null || drawer ? null : (
        <>
          <ResizeHandle
            label={t('resize.panel')}
            value={panelSize}
            min={MIN}
            max={MAX}
            grows="after"
            onChange={(value) => setPanelWidth(String(value))}
          />
          <div className={styles.column} style={{ width: panelSize }}>
            {panel}
          </div>
        </>
      )}
      {side}
    </div>
  )
}
