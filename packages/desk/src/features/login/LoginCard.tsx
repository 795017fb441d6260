import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreference } from '../../ui/preferences.ts'
import styles from './LoginCard.module.css'

/** The card in the middle of every page on which one logs in. */
export function LoginCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <LoginFrame>
      <main className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </main>
    </LoginFrame>
  )
}

/** Product above, language below. */
export function LoginFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('login')
  const [language, setLanguage] = usePreference('language')
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <div>
          <strong className={styles.product}>{t('product')}</strong>
          <p className={styles.slogan}>{t('slogan')}</p>
        </div>
      </header>
      {children}
      <button
        type="button"
        className={styles.language}
        lang={language === 'en' ? 'zh-CN' : 'en'}
        onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
      >
        {language === 'en' ? '中文' : 'English'}
      </button>
    </div>
  )
}
