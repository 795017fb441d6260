import type { Material, ReplyScope } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { fit } from '../../realtime/replies/rank.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import styles from './ChooseMaterials.module.css'
import { ReplyLines } from './ReplyLines.tsx'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'

export interface ChooseMaterialsProps {
  scope: ReplyScope
  materials: readonly Material[]
  /** Name of the group that they are put into; '' = none. */
  group: string
  onClose: () => void
}

/** 选用素材 (figures 21 and 22): texts of the account become quick replies. */
export function ChooseMaterials({ scope, materials, group, onClose }: ChooseMaterialsProps) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { busy, act } = useAct()
  const accountId = useDesk((desk) => desk.account.id)
  const mayWrite = useDesk((desk) => desk.me.role !== 'agent')
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const texts = materials.flatMap(({ id, title, initials, content }) =>
    content.type === 'text' ? [{ id, title, initials, text: content.text }] : [],
  )
  const found = texts.filter((one) => fit(one, query) > 0)

  function toggle(id: string): void {
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }

  async function take(): Promise<void> {
    const rows = texts.filter(({ id }) => chosen.has(id)).map(({ title, text }) => ({ group, title, text }))
    if (await act(() => api.importRows(scope, rows))) onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('choose.title')}
      description={t('choose.says')}
      kind="sheet"
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" disabled={chosen.size === 0 || busy} onClick={() => void take()}>
            {t('choose.take', { count: chosen.size })}
          </Button>
        </>
      }
    >
      {texts.length === 0 ? (
        <p className={styles.empty}>
          {t('choose.none')}
          {mayWrite ? (
            <>
              {' · '}
              <Link to={`/admin/${accountId}/replies`}>{t('choose.write')}</Link>
            </>
          ) : null}
        </p>
      ) : (
        <>
          <div className={styles.search}>
            <SearchField label={t('choose.search')} value={query} onChange={setQuery} />
          </div>
          <ul className={styles.list}>
            {found.map(({ id, title, text }) => (
              <li key={id}>
                <label className={styles.item}>
                  <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
                  <span className={styles.words}>
                    <ReplyLines title={title} text={text} />
                  </span>
                </label>
              </li>
            ))}
          </ul>
          {found.length === 0 ? <p className={styles.empty}>{t('nothingFound')}</p> : null}
        </>
      )}
    </Dialog>
  )
}
