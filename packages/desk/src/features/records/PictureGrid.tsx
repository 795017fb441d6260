import { Play } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore, useNow } from '../../realtime/hooks.ts'
import { PagedList } from './PagedList.tsx'
import styles from './PictureGrid.module.css'
import { momentWords } from './record-words.ts'
import { recordsApi } from './records-api.ts'
import { usePages } from './use-pages.ts'

/** Pictures and videos of this customer, the newest first. */
export function PictureGrid({ openid, onPick }: { openid: string; onPick: (seq: number) => void }) {
  const { t } = useTranslation('records')
  const { api } = useDeskStore()
  const now = useNow(60_000)
  const ask = useCallback(
    async (before: number | null) => {
      const answer = await recordsApi.search(api.accountId, openid, { q: '', only: 'pictures', before })
      return { items: answer.messages, next: answer.nextBefore }
    },
    [api, openid],
  )
  const pages = usePages(ask)
  return (
    <PagedList pages={pages} empty={t('noPictures')}>
      <ol className={styles.grid}>
        {pages.items.map(({ seq, at, content }) => {
          const isVideo = content.type === 'video'
          const media = content.type === 'image' ? content.media : isVideo ? content.thumb : null
          const key = media?.state === 'ready' ? media.key : null
          return (
            <li key={seq}>
              <button
                type="button"
                className={styles.picture}
                aria-label={t(isVideo ? 'videoOf' : 'pictureOf', { when: momentWords(at, now) })}
                onClick={() => onPick(seq)}
              >
                {key === null ? null : <img src={api.mediaUrl(key, 'small')} alt="" loading="lazy" />}
                {isVideo ? <Play size={20} strokeWidth={1.75} aria-hidden="true" /> : null}
                {key === null && !isVideo ? <span>{t('notThere')}</span> : null}
              </button>
            </li>
          )
        })}
      </ol>
    </PagedList>
  )
}
