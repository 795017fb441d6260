import type { ReplyScope } from '@duokefu/contract'
import { type ChangeEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { toast } from '../../ui/toast.ts'
import styles from './ImportDialog.module.css'
import { ImportPreview } from './ImportPreview.tsx'
import { decodeText, parseCsv } from './import/csv.ts'
import { type Column, mostRows, plainRows, rowsOf, tableOf, usualSplit } from './import/import-table.ts'
import { type ImportedRow, useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'

type Target = { readonly kind: 'replies'; readonly scope: ReplyScope } | { readonly kind: 'materials' }

export interface ImportDialogProps {
  target: Target
  onClose: () => void
}

type Split = 'table' | 'line' | 'paragraph'

/** Texts from a file (CSV or TXT, UTF-8 or GBK) or pasted: what will come of them is seen before. */
export function ImportDialog({ target, onClose }: ImportDialogProps) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { busy, act } = useAct()
  const file = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [name, setName] = useState<string | null>(null)
  const [chosenSplit, setSplit] = useState<Split | null>(null)
  const [chosenColumns, setColumns] = useState<readonly Column[] | null>(null)
  // A file of one's own choice may be a table; pasted text is one when it comes from a spreadsheet.
  const split =
    chosenSplit ?? (/\.csv$/i.test(name ?? '') || text.includes('\t') ? 'table' : usualSplit(text))
  const table = useMemo(
    () => tableOf(split === 'table' ? parseCsv(text) : plainRows(text, split)),
    [text, split],
  )
  const columns = chosenColumns?.length === table.columns.length ? chosenColumns : table.columns
  const rows = useMemo(() => rowsOf(table.rows, columns), [table, columns])
  const good = rows.filter(({ problem }) => problem === null)

  function begin(next: string, from: string | null): void {
    setText(next)
    setName(from)
    setSplit(null)
    setColumns(null)
  }

  async function handleFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const [chosen] = event.target.files ?? []
    event.target.value = ''
    if (chosen !== undefined) begin(decodeText(await chosen.arrayBuffer()), chosen.name)
  }

  async function take(): Promise<void> {
    const taken: readonly ImportedRow[] = good.slice(0, mostRows).map(({ group, title, text: words }) => {
      return { group, title, text: words }
    })
    const done = await act(() =>
      target.kind === 'replies'
        ? api.importRows(target.scope, taken)
        : // The newest is shown first: the file's order is kept.
          api.addMaterials(
            taken
              .map(({ title, text: words }) => ({ title, content: { type: 'text', text: words } as const }))
              .reverse(),
          ),
    )
    if (!done) return
    toast.show({ text: t('import.done', { count: taken.length }) })
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`import.title.${target.kind}`)}
      kind="sheet"
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" disabled={good.length === 0 || busy} onClick={() => void take()}>
            {t('import.take', { count: Math.min(good.length, mostRows) })}
          </Button>
        </>
      }
    >
      <div className={styles.source}>
        <div className={styles.file}>
          <Button onClick={() => file.current?.click()}>{t('import.file')}</Button>
          <span className={styles.name}>{name ?? t('import.formats')}</span>
        </div>
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.txt,text/csv,text/plain"
          aria-label={t('import.file')}
          onChange={(event) => void handleFile(event)}
        />
        <textarea
          className={styles.text}
          rows={5}
          aria-label={t('import.paste')}
          placeholder={t(`import.hint.${target.kind}`)}
          value={text}
          onChange={(event) => begin(event.target.value, null)}
        />
        {text.trim() === '' ? null : (
          <Segmented
            label={t('import.split')}
            value={split}
            options={(['line', 'paragraph', 'table'] as const).map((value) => ({
              value,
              text: t(`import.by.${value}`),
            }))}
            onChange={(next) => {
              setSplit(next)
              setColumns(null)
            }}
          />
        )}
      </div>
      {rows.length === 0 ? null : (
        <ImportPreview
          header={table.header}
          columns={columns}
          withGroups={target.kind === 'replies'}
          rows={rows}
          onColumns={setColumns}
        />
      )}
    </Dialog>
  )
}
