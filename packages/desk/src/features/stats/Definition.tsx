import type { Figures } from '@duokefu/contract'
import { CircleHelp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import mark from '../../ui/HelpMark.module.css'
import { Popover } from '../../ui/Popover.tsx'
import styles from './Definition.module.css'

/** 「?」 beside a figure: how it is counted, and where all of them are defined. */
export function Definition({ figure }: { figure: keyof Figures }) {
  const { t } = useTranslation('stats')
  const name = t(`figure.${figure}`)
  return (
    <Popover
      label={t('help.about', { figure: name })}
      title={name}
      width={320}
      align="start"
      trigger={
        <button type="button" className={mark.mark} aria-label={t('help.about', { figure: name })}>
          <CircleHelp size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    >
      <p className={styles.text}>{t(`help.${figure}`)}</p>
      <a className={styles.more} href="/help/metrics" target="_blank" rel="noreferrer">
        {t('help.more')}
      </a>
    </Popover>
  )
}
