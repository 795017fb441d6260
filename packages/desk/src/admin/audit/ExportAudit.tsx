import type { AuditEntry } from '@duokefu/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { downloadCsv } from '../../ui/csv-file.ts'
import { accountApi } from '../api.ts'
import { useAccountId } from '../parts/use-account.ts'
import { useSay } from '../parts/use-say.ts'
import { useAuditWords } from './audit-words.ts'

/** As many as one answer holds. */
const pageSize = '100'

/** 导出 CSV: all that the filter leaves, in the words of the page. */
export function ExportAudit({ filter }: { filter: Record<string, string> }) {
  const { t } = useTranslation('admin-audit')
  const accountId = useAccountId()
  const words = useAuditWords()
  const say = useSay()
  const [busy, setBusy] = useState(false)

  async function allEntries(): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = []
    let before: string | null = null
    do {
      const page = await accountApi.audit(accountId, {
        ...filter,
        limit: pageSize,
        ...(before === null ? {} : { before }),
      })
      entries.push(...page.entries)
      before = page.nextBefore
    } while (before !== null)
    return entries
  }

  async function handleExport(): Promise<void> {
    setBusy(true)
    try {
      const rows = (await allEntries()).map((entry) => {
        const { act, changes } = words(entry)
        const changed = changes.map(({ name, before, after }) => `${name} ${before} → ${after}`.trim())
        return [
          new Date(entry.at).toLocaleString('sv-SE'),
          entry.by,
          act,
          changed.join('\n'),
          entry.address ?? '',
        ]
      })
      const columns = (['time', 'by', 'act', 'changes', 'address'] as const).map((name) =>
        t(`columns.${name}`),
      )
      downloadCsv(t('title'), [columns, ...rows])
    } catch (thrown) {
      say.failed(thrown)
    }
    setBusy(false)
  }

  return (
    <Button loading={busy} onClick={() => void handleExport()}>
      {t('export')}
    </Button>
  )
}
