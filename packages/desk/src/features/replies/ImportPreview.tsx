import { useTranslation } from 'react-i18next'
import styles from './ImportPreview.module.css'
import { type Column, type ImportRow, mostRows } from './import/import-table.ts'

export interface ImportPreviewProps {
  /** The file's own names of its columns; null = it has none. */
  header: readonly string[] | null
  columns: readonly Column[]
  withGroups: boolean
  rows: readonly ImportRow[]
  onColumns: (columns: readonly Column[]) => void
}

/** Enough to see whether the columns are right; problems are listed all. */
const previewed = 50

/** What the texts become: which column is what, each row, and why some are left out. */
export function ImportPreview({ header, columns, withGroups, rows, onColumns }: ImportPreviewProps) {
  const { t } = useTranslation('replies')
  const wanted: readonly NonNullable<Column>[] = withGroups ? ['group', 'title', 'text'] : ['title', 'text']
  const bad = rows.filter(({ problem }) => problem !== null)
  const good = rows.length - bad.length
  return (
    <div className={styles.preview}>
      {columns.length > 1 ? (
        <div className={styles.columns}>
          {columns.map((column, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <label key={index} className={styles.column}>
              <span>{header?.[index] ?? t('import.column', { index: index + 1 })}</span>
              <select
                value={column ?? ''}
                onChange={({ target }) =>
                  onColumns(columns.map((one, at) => (at === index ? wantedOf(target.value, wanted) : one)))
                }
              >
                <option value="">{t('import.skip')}</option>
                {wanted.map((name) => (
                  <option key={name} value={name}>
                    {t(`column.${name}`)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      ) : null}
      <p className={styles.count} role="status">
        {t('import.count', { good, bad: bad.length })}
        {good > mostRows ? ` · ${t('import.most', { count: mostRows })}` : ''}
      </p>
      {bad.length === 0 ? null : (
        <ul className={styles.problems}>
          {bad.map(({ line, problem }) => (
            <li key={line}>{t('import.problem', { line, why: t(`import.why.${problem}`) })}</li>
          ))}
        </ul>
      )}
      <ol className={styles.rows}>
        {rows
          .filter(({ problem }) => problem === null)
          .slice(0, previewed)
          .map(({ line, group, title, text }) => (
            <li key={line}>
              {group === '' || !withGroups ? null : <span className={styles.group}>{group}</span>}
              {title === '' ? null : <span className={styles.title}>{title}</span>}
              <span className={styles.text}>{text}</span>
            </li>
          ))}
      </ol>
    </div>
  )
}

function wantedOf(value: string, wanted: readonly NonNullable<Column>[]): Column {
  return wanted.find((name) => name === value) ?? null
}
