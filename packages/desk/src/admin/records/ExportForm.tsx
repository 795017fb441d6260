import type { exportFormats } from '@duokefu/contract'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import styles from './RecordsPage.module.css'

type Format = (typeof exportFormats)[number]

/** A file of all records of some days; narrower ones come from the page 记录. */
export function ExportForm({ accountId }: { accountId: string }) {
  const { t, i18n } = useTranslation('admin-records')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [format, setFormat] = useState<Format>('xlsx')
  const query = new URLSearchParams({ format, lang: i18n.language })
  if (from !== '') query.set('from', from)
  if (to !== '') query.set('to', to)
  return (
    <>
      <div className={styles.export}>
        <Input
          type="date"
          aria-label={t('export.from')}
          value={from}
          max={to}
          onChange={(event) => setFrom(event.target.value)}
        />
        <span aria-hidden="true">–</span>
        <Input
          type="date"
          aria-label={t('export.to')}
          value={to}
          min={from}
          onChange={(event) => setTo(event.target.value)}
        />
        <Select<Format>
          aria-label={t('export.format')}
          value={format}
          onChange={setFormat}
          options={(['xlsx', 'csv', 'html', 'jsonl'] as const).map((value) => ({
            value,
            label: t(`export.${value}`),
          }))}
          className={styles.format ?? ''}
        />
        <Button href={`/api/accounts/${accountId}/records/export?${query}`} download>
          {t('export.act')}
        </Button>
      </div>
      <p className={styles.help}>
        {t('export.help')} <Link to={`/desk/${accountId}/search`}>{t('export.narrow')}</Link>
      </p>
    </>
  )
}
