import { useTranslation } from 'react-i18next'
import { SettingsPage } from '../../ui/Form.tsx'
import { usePreference } from '../../ui/preferences.ts'
import { Switch } from '../../ui/Switch.tsx'
import styles from './RepliesPage.module.css'
import { ReplyManager } from './ReplyManager.tsx'

/** 快捷回复 of 设置 (figure 21): one's own. */
export function RepliesPage() {
  const { t } = useTranslation('replies')
  const [typing, setTyping] = usePreference('typing')
  return (
    <SettingsPage title={t('page')}>
      <p className={styles.says}>{t('pageSays')}</p>
      <ReplyManager scope="own" />
      <div className={styles.typing}>
        <Switch checked={typing === 'on'} onChange={(on) => setTyping(on ? 'on' : 'off')}>
          {t('typing')}
        </Switch>
        <p className={styles.says}>{t('typingSays')}</p>
      </div>
    </SettingsPage>
  )
}
