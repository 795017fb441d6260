import { type CurrentMenu as Current, isSameMenu, type MenuAnswer } from '@duokefu/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { timeWords } from '../parts/times.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import styles from './MenuPage.module.css'
import type { MenuAccess } from './use-menu.ts'

export interface CurrentMenuProps {
  access: MenuAccess
  saved: MenuAnswer
  /** What is not even saved yet. */
  changes: number
  publishing: boolean
  onAdopt: (current: Current) => void
  onPublish: () => void
  onRemove: () => void
}

/** What fans see now against what is edited here, and the acts that make them one. */
export function CurrentMenu(props: CurrentMenuProps) {
  const { access, saved, changes, publishing, onAdopt, onPublish, onRemove } = props
  const { t } = useTranslation('admin-menu')
  const { t: tAdmin } = useTranslation('admin')
  const { published } = saved
  const current = access.current.data ?? null
  const isLive = published !== null && changes === 0 && isSameMenu(saved.menu, published.menu)
  const isForeign = current !== null && isOfOthers(current, saved)
  const hasMenu = current === null ? published !== null : current.source === 'api'

  return (
    <section className={styles.now} aria-label={t('now')}>
      <div className={styles.nowWords}>
        <p className={isLive ? styles.live : styles.unpublished}>
          {published === null
            ? t('neverPublished')
            : t(isLive ? 'isLive' : 'unpublished', {
                time: timeWords(published.at, Date.now(), tAdmin),
                name: published.by,
              })}
        </p>
        {access.problem === null ? null : (
          <WechatSaid errcode={access.problem.errcode} errmsg={access.problem.errmsg} />
        )}
        {current?.problem == null ? null : (
          <div className={styles.unread}>
            {t('unread')}
            <WechatSaid errcode={current.problem.errcode} errmsg={current.problem.errmsg} />
          </div>
        )}
        {isForeign ? (
          <div className={styles.foreign}>
            <p>{t(`foreign.${current.source}`, { total: current.menu.buttons.length })}</p>
            {current.source === 'none' ? null : (
              <Button onClick={() => onAdopt(current)}>{t('adopt')}</Button>
            )}
          </div>
        ) : null}
      </div>
      <div className={styles.nowActs}>
        {hasMenu ? (
          <Button danger onClick={onRemove}>
            {t('removeMenu')}
          </Button>
        ) : null}
        <Button type="primary" loading={publishing} disabled={isLive && !isForeign} onClick={onPublish}>
          {t('publish')}
        </Button>
      </div>
    </section>
  )
}

/** WeChat has another menu than the one that was published from here, and none of ours is being made from it. */
function isOfOthers({ source, menu, problem }: Current, { menu: saved, published }: MenuAnswer): boolean {
  if (problem !== null) return false
  if (source === 'none') return published !== null
  // A menu of the console is given new keys with every reading: it is never the same.
  if (source === 'console') return published === null && saved.buttons.length === 0
  return !(published !== null && isSameMenu(menu, published.menu)) && !isSameMenu(menu, saved)
}
