import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import type { ExportFormat } from './records-api.ts'

const formats: readonly ExportFormat[] = ['xlsx', 'csv', 'html', 'jsonl']

/** A button with the kinds of file; the browser fetches the chosen one. */
export function ExportMenu({ label, hrefOf }: { label: string; hrefOf: (format: ExportFormat) => string }) {
  const { t } = useTranslation('records')
  return (
    <Menu
      trigger={
        <Button size="small">
          <Download size={16} strokeWidth={1.75} aria-hidden="true" />
          {label}
        </Button>
      }
    >
      {formats.map((format) => (
        <MenuItem key={format} onSelect={() => download(hrefOf(format))}>
          {t(`export.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}

function download(href: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}
