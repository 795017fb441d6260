import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useAgents, useDeskStore, useMe } from '../../realtime/hooks.ts'
import { Menu, MenuChoice } from '../../ui/Menu.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { toast } from '../../ui/toast.ts'
import styles from './ListTools.module.css'
import { type ListTab, servingSorts, waitingSorts } from './list-order.ts'
import type { ListView } from './use-list-view.ts'
import { useServingSort, useWaitingSort } from './use-sort.ts'

export interface ListToolsProps {
  tab: ListTab
  view: ListView
  unanswered: number
}

/** The line under the tabs: order, and what belongs to each list. */
export function ListTools({ tab, view, unanswered }: ListToolsProps) {
  const { t } = useTranslation('lists')
  if (tab === 'recent') {
    return <div className={styles.tools}>{t('sort.recent')}</div>
  }
  return (
    <div className={styles.tools}>
      {tab === 'serving' ? <ServingSortMenu /> : <WaitingSortMenu />}
      {tab === 'waiting' ? <AutoAccept /> : null}
      {tab === 'serving' && (unanswered > 0 || view.unansweredOnly) ? (
        <button
          type="button"
          className={styles.chip}
          aria-pressed={view.unansweredOnly}
          onClick={() => view.setUnansweredOnly(!view.unansweredOnly)}
        >
          {t('unanswered', { total: unanswered })}
        </button>
      ) : null}
    </div>
  )
}

function ServingSortMenu() {
  const { t } = useTranslation('lists')
  const [sort, setSort] = useServingSort()
  return (
    <SortMenu
      value={sort}
      options={servingSorts.map((value) => ({ value, text: t(`sort.serving.${value}`) }))}
      onChange={setSort}
    />
  )
}

function WaitingSortMenu() {
  const { t } = useTranslation('lists')
  const [sort, setSort] = useWaitingSort()
  return (
    <SortMenu
      value={sort}
      options={waitingSorts.map((value) => ({ value, text: t(`sort.waiting.${value}`) }))}
      onChange={setSort}
    />
  )
}

interface SortMenuProps<T extends string> {
  value: T
  options: readonly { readonly value: T; readonly text: string }[]
  onChange: (value: T) => void
}

function SortMenu<T extends string>({ value, options, onChange }: SortMenuProps<T>) {
  const { t } = useTranslation('lists')
  const chosen = options.find((option) => option.value === value)?.text ?? ''
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={styles.sort} aria-label={`${t('sort.label')} ${chosen}`}>
          {chosen}
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice label={t('sort.label')} value={value} options={options} onChange={onChange} />
    </Menu>
  )
}

/** 自动接入, with how many I serve of how many. */
function AutoAccept() {
  const { t } = useTranslation('lists')
  const store = useDeskStore()
  const errorText = useErrorText()
  const { settings, agentId } = useMe()
  const agent = useAgents().get(agentId)

  async function handleChange(autoAccept: boolean): Promise<void> {
    try {
      await store.patchMe({ autoAccept })
    } catch (thrown) {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    }
  }

  return (
    <span className={styles.auto}>
      {agent === undefined ? null : (
        <span
          className={styles.load}
          role="img"
          aria-label={t('loadLabel', { serving: agent.serving, maximum: settings.maximum })}
        >
          {t('load', { serving: agent.serving, maximum: settings.maximum })}
        </span>
      )}
      <Switch checked={settings.autoAccept} onChange={(on) => void handleChange(on)}>
        {t('autoAccept')}
      </Switch>
    </span>
  )
}
