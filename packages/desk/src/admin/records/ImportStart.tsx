import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './RecordsPage.module.css'

export interface ImportStartProps {
  retentionDays: number
  /** It ran before: what is there already is recognised. */
  again: boolean
  onBegin: (days: number) => Promise<void>
}

/** How far back, and 「开始导入」. */
export function ImportStart({ retentionDays, again, onBegin }: ImportStartProps) {
  const { t } = useTranslation('admin-records')
  const choices = [7, 30, 90, retentionDays].filter((days) => days <= retentionDays)
  const longest = Math.min(retentionDays, 365)
  const [days, setDays] = useState(longest)
  const [beginning, setBeginning] = useState(false)

  async function begin(): Promise<void> {
    setBeginning(true)
    await onBegin(days)
    setBeginning(false)
  }

  return (
    <div className={styles.start}>
      <Select
        aria-label={t('upgrade.days')}
        value={days}
        onChange={setDays}
        options={[...new Set([...choices, longest])]
          .filter((each) => each <= 365)
          .sort((a, b) => a - b)
          .map((value) => ({ value, label: t('upgrade.lastDays', { total: value }) }))}
        className={styles.days ?? ''}
      />
      <Button type={again ? 'default' : 'primary'} loading={beginning} onClick={() => void begin()}>
        {again ? t('upgrade.again') : t('upgrade.begin')}
      </Button>
      <p className={styles.help}>{again ? t('upgrade.againHelp') : t('upgrade.help')}</p>
    </div>
  )
}
