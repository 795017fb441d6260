import type { Connection } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import styles from './ConsolePicture.module.css'

/** Where the values go: WeChat's page 服务器配置, drawn from memory in our own lines. */
export function ConsolePicture({ mode }: { mode: Connection['mode'] }) {
  const { t } = useTranslation('admin-connect')
  const rows = ['url', 'token', 'aesKey'] as const
  return (
    <figure className={styles.figure} aria-label={t('picture.label')}>
      <figcaption className={styles.path}>{t('picture.path')}</figcaption>
      <div className={styles.page} aria-hidden="true">
        <p className={styles.title}>{t('picture.title')}</p>
        {rows.map((row, index) => (
          <div key={row} className={styles.row}>
            <span className={styles.name}>{t(`picture.${row}`)}</span>
            <span className={styles.box}>
              <span className={styles.number}>{index + 1}</span>
              {t(`picture.${row}Value`)}
            </span>
          </div>
        ))}
        <div className={styles.row}>
          <span className={styles.name}>{t('picture.mode')}</span>
          <span className={styles.modes}>
            {(['plain', 'compatible', 'safe'] as const).map((each) => (
              <span key={each} className={each === mode ? styles.chosen : styles.choice}>
                <span className={styles.dot} />
                {t(`callback.modes.${each}`)}
              </span>
            ))}
          </span>
        </div>
        <div className={styles.row}>
          <span className={styles.name} />
          <span className={styles.submit}>{t('picture.submit')}</span>
        </div>
      </div>
    </figure>
  )
}
