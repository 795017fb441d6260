import { type CurrentMenu as Current, isSameMenu, type Menu, type MenuAnswer } from '@duokefu/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { timeWords } from '../parts/times.ts'
import { WechatSaid } from '../parts/WechatSaid.tsx'
import styles from './MenuPage.module.css'
import type { MenuAccess } from './use-menu.ts'

export interface CurrentMenuProps {
  access: MenuAccess
  published: MenuAnswer['published']
  /** As it is being edited. */
  menu: Menu
  /** How much of it is not even saved. */
  changes: number
  publishing: boolean
  onAdopt: (current: Current) => void
  onPublish: () => void
  onRemove: () => void
}

/** What fans see now against what is edited here, and the acts that make them one. */
export function CurrentMenu(props: CurrentMenuProps) {
  const { access, published, menu, changes, publishing, onAdopt, onPublish, onRemove } = props
  const { t } = useTranslation('admin-menu')
  const current = access.current.data ?? null
  const isRead = current !== null && current.problem === null
  const isLive = isRead
    ? current.source === 'api' && isSameMenu(menu, current.menu)
    : published !== null && isSameMenu(menu, published.menu)
  const others = isRead && !isLive ? othersIn(current, menu, published) : null
  const hasMenu = isRead ? current.source === 'api' : published !== null

  return (
    <section className={styles.now} aria-label={t('now')}>
      <div className={styles.nowWords}>
        {others === 'none' ? null : <State isLive={isLive} menu={menu} published={published} />}
        {access.problem === null ? null : (
          <WechatSaid errcode={access.problem.errcode} errmsg={access.problem.errmsg} />
        )}
        {current?.problem == null ? null : (
          <div className={styles.unread}>
            {t('unread')}
            <WechatSaid errcode={current.problem.errcode} errmsg={current.problem.errmsg} />
          </div>
        )}
        {others === null || current === null ? null : (
          <div className={styles.foreign}>
            <p>{t(`foreign.${others}`, { total: current.menu.buttons.length })}</p>
            {others === 'none' ? null : <Button onClick={() => onAdopt(current)}>{t('adopt')}</Button>}
          </div>
        )}
      </div>
      <div className={styles.nowActs}>
        {hasMenu ? (
          <Button danger onClick={onRemove}>
            {t('removeMenu')}
          </Button>
        ) : null}
        {/* One green button: while something is unsaved, it is the one that saves. */}
        <Button
          type={changes === 0 ? 'primary' : 'default'}
          loading={publishing}
          disabled={menu.buttons.length === 0 || (isLive && changes === 0)}
          onClick={onPublish}
        >
          {t('publish')}
        </Button>
      </div>
    </section>
  )
}

function State({
  isLive,
  menu,
  published,
}: { isLive: boolean } & Pick<CurrentMenuProps, 'menu' | 'published'>) {
  const { t } = useTranslation('admin-menu')
  const { t: tAdmin } = useTranslation('admin')
  const values =
    published === null ? {} : { time: timeWords(published.at, Date.now(), tAdmin), name: published.by }
  if (isLive) {
    const isOurs = published !== null && isSameMenu(menu, published.menu)
    return <p className={styles.live}>{t(isOurs ? 'isLive' : 'isLiveOtherwise', values)}</p>
  }
  return (
    <p className={styles.unpublished}>{t(published === null ? 'neverPublished' : 'unpublished', values)}</p>
  )
}

/** Whose menu WeChat has, when it is neither the edited one nor the one that was published from here. */
function othersIn(
  { source, menu }: Current,
  edited: Menu,
  published: MenuAnswer['published'],
): Current['source'] | null {
  if (source === 'none') return published === null ? null : source
  // A menu of the console is given new keys with every reading: it is offered until there is one here.
  if (source === 'console') return published === null && edited.buttons.length === 0 ? source : null
  return published !== null && isSameMenu(menu, published.menu) ? null : source
}
