import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import styles from './EditableList.module.css'

export interface EditableListProps {
  /** Buttons before the search. */
  tools: ReactNode
  search: string
  query: string
  onQuery: (query: string) => void
  /** Which part is shown. */
  choice: ReactNode
  /** In place of rows: why there are none. */
  empty: string | null
  children: ReactNode
}

/** A list that is kept here: what adds to it, what narrows it, and its rows. */
export function EditableList({ tools, search, query, onQuery, choice, empty, children }: EditableListProps) {
  return (
    <div className={styles.all}>
      <div className={styles.tools}>
        {tools}
        <div className={styles.search}>
          <SearchField label={search} value={query} onChange={onQuery} />
        </div>
      </div>
      {choice}
      {empty === null ? <ol className={styles.list}>{children}</ol> : <p className={styles.empty}>{empty}</p>}
    </div>
  )
}

export interface EditableRowProps {
  /** What it is called where it is spoken of. */
  name: string
  onEdit: () => void
  onRemove: () => void
  /** Further acts, after 编辑. */
  acts?: ReactNode
  /** A button that edits it as well. */
  children: ReactNode
}

export function EditableRow({ name, onEdit, onRemove, acts = null, children }: EditableRowProps) {
  const { t } = useTranslation('replies')
  return (
    <li className={styles.row}>
      {children}
      <Menu
        trigger={
          <IconButton label={t('actsOf', { name })}>
            <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem onSelect={onEdit}>{t('edit')}</MenuItem>
        {acts}
        <MenuSeparator />
        <MenuItem danger onSelect={onRemove}>
          {t('remove')}
        </MenuItem>
      </Menu>
    </li>
  )
}
