import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { useDeskStore, useRow } from '../../realtime/hooks.ts'
import { PanelPart } from '../../ui/PanelPart.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { DayPicker } from './DayPicker.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { FoundList } from './FoundList.tsx'
import { PeriodList } from './PeriodList.tsx'
import { PictureGrid } from './PictureGrid.tsx'
import styles from './RecordsPanel.module.css'
import { recordsApi } from './records-api.ts'
import { useJump } from './use-jump.ts'
import { usePages } from './use-pages.ts'
import { useTyped } from './use-typed.ts'

type View = 'periods' | 'pictures'

/** 记录 beside the conversation: earlier sessions, a day, words or pictures; a click scrolls the conversation there. */
export function RecordsPanel({ openid }: { openid: string }) {
  const { t, i18n } = useTranslation('records')
  const { api } = useDeskStore()
  const jump = useJump(openid)
  const field = useRef<HTMLInputElement>(null)
  const [view, setView] = useState<View>('periods')
  const [query, setQuery] = useState('')
  const words = useTyped(query.trim())
  const row = useRow(openid)
  const [mayExport, setMayExport] = useState(false)

  // A session that begins or ends is another line of the list.
  const changes = `${row?.session ?? ''} ${row?.endedAt ?? ''}`
  const askPeriods = useCallback(
    async (before: number | null) => {
      void changes
      const answer = await recordsApi.periods(api.accountId, openid, before)
      setMayExport(answer.mayExport)
      return { items: answer.periods, next: answer.nextBefore }
    },
    [api, openid, changes],
  )
  const periods = usePages(askPeriods)

  useFindKey(field)

  let shown: ReactNode
  if (words !== '') shown = <FoundList openid={openid} words={words} onPick={jump} />
  else if (view === 'pictures') shown = <PictureGrid openid={openid} onPick={jump} />
  else shown = <PeriodList pages={periods} onPick={jump} />

  return (
    <PanelPart
      head={
        <>
          <SearchField ref={field} label={t('searchHere')} value={query} onChange={setQuery} />
          <div className={styles.tools}>
            <Segmented<View>
              label={t('view')}
              value={view}
              options={[
                { value: 'periods', text: t('periods') },
                { value: 'pictures', text: t('pictures') },
              ]}
              onChange={setView}
            />
            <DayPicker openid={openid} onPick={jump} />
          </div>
        </>
      }
      foot={
        mayExport ? (
          <ExportMenu
            label={t('export.conversation')}
            hrefOf={(format) => recordsApi.conversationFile(api.accountId, openid, format, i18n.language)}
          />
        ) : null
      }
    >
      {shown}
    </PanelPart>
  )
}

/** Ctrl/⌘+F searches this customer; in the field already, it is the browser's. */
function useFindKey(field: React.RefObject<HTMLInputElement | null>): void {
  const location = useLocation()
  const wanted = isFind(location.state)
  useEffect(() => {
    if (wanted) field.current?.focus()
  }, [wanted, field])
  useShortcut({ code: 'KeyF', ctrl: true }, () => {
    if (document.activeElement === field.current) return false
    field.current?.focus()
    field.current?.select()
    return true
  })
}

function isFind(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'find' in state
}
